package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.mm.UserMemory;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.NetInterface;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What processes are called, hold and are tied to, changed in their structures. */
final class ProcessEdits {
    private static final int STOPPED = 4;
    private static final int PF_KTHREAD = 0x20_0000;
    private static final String LOOPBACK = "lo";
    private static final String MASQUERADE = "linux.process.kernel-thread-masquerade";

    private static final String SNIFFER = "linux.process.packet-socket";
    private static final byte PACKET = 17;
    private static final byte RAW = 3;

    /** {@code ETH_P_ALL}; and what a socket has that only sends. */
    private static final byte ALL_FRAMES = 3;

    private static final byte NO_FRAMES = 0;

    private ProcessEdits() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        "linux.process.deleted-program",
                        ProcessEdits::deleted,
                        ProcessEdits::replaced),
                Attack.on("linux.process.traced", ProcessEdits::traced, ProcessEdits::stopped),
                Attack.on(
                                MASQUERADE,
                                guest -> name(guest, Victim.TAIL, "kworker/7:3"),
                                guest -> name(guest, Victim.TAIL, "kworker-tool"))
                        .changing(Victim.TAIL.toString()),
                Attack.on(
                                MASQUERADE,
                                guest -> kernelThread(guest, Victim.BOBS_CHILD),
                                guest -> name(guest, Victim.BOBS_CHILD, "kworker-tool"))
                        .changing(Victim.BOBS_CHILD.toString()),
                Attack.on(
                                MASQUERADE,
                                guest -> arguments(guest, Victim.DAEMON, "[kthreadd]"),
                                guest -> arguments(guest, Victim.DAEMON, "[kthreadd"))
                        .changing(Victim.DAEMON.part("arguments")),
                Attack.on("linux.process.reverse-shell", ProcessEdits::shell, ProcessEdits::server)
                        .changing(Victim.NOBODY.part("name"), Victim.NOBODY.part("files")),
                Attack.on(
                                SNIFFER,
                                guest -> take(guest, "promiscuity"),
                                guest -> take(guest, "allmulti"))
                        .changing("what interfaces take"),
                Attack.on(
                                SNIFFER,
                                guest -> packetSocket(guest, ALL_FRAMES),
                                guest -> packetSocket(guest, NO_FRAMES))
                        .changing("packet sockets"),
                Attack.on(
                                "linux.login.unrecorded",
                                ProcessEdits::otherTerminal,
                                ProcessEdits::recordedLogin)
                        .changing(Victim.INIT.part("program"), Victim.SHELL.part("terminal")));
    }

    /** Gives a process another name, and returns that. */
    static String name(GuestCore guest, Victim victim, String comm) throws IOException {
        guest.put(victim.at(guest, "comm"), (comm + "\0").getBytes(UTF_8));
        return comm;
    }

    private static String deleted(GuestCore guest) throws IOException {
        long name = OwnProgram.name(guest, Victim.DAEMON);
        guest.putU64(guest.at(name, "dentry", "d_hash.pprev"), 0);
        return "/bin/busybox-daemon (deleted), inode ";
    }

    /** Another file of the directory is given the name that is gone, as an upgrade does. */
    private static String replaced(GuestCore guest) throws IOException {
        deleted(guest);
        long gone = OwnProgram.name(guest, Victim.DAEMON);
        long other = OwnProgram.name(guest, Victim.TAIL);
        guest.putU32(
                guest.at(other, "dentry", "d_name.len"),
                guest.s32(guest.at(gone, "dentry", "d_name.len")));
        guest.putU64(
                guest.at(other, "dentry", "d_name.name"),
                guest.pointer(gone, "dentry", "d_name.name"));
        return "a program that was replaced";
    }

    private static String traced(GuestCore guest) throws IOException {
        guest.putU32(Victim.DAEMON.at(guest, "ptrace"), 1);
        return "(busybox-daemon) is debugged by process 1 (init)";
    }

    private static String stopped(GuestCore guest) throws IOException {
        guest.putU32(Victim.DAEMON.at(guest, "__state", "state"), STOPPED);
        return "a process that was stopped";
    }

    private static String kernelThread(GuestCore guest, Victim victim) throws IOException {
        long flags = victim.at(guest, "flags");
        guest.putU32(flags, guest.s32(flags) | PF_KTHREAD);
        // Where a thread of the kernel has its struct kthread, before 5.17 and since.
        guest.putU64(victim.at(guest, "worker_private", "set_child_tid"), 0);
        return "PF_KTHREAD, with an mm_struct";
    }

    /** Writes over the start of what a process was started with. */
    private static String arguments(GuestCore guest, Victim victim, String text)
            throws IOException {
        long start = guest.pointer(victim.memory(guest), "mm_struct", "arg_start");
        long end = guest.pointer(victim.memory(guest), "mm_struct", "arg_end");
        byte[] bytes = Arrays.copyOf(text.getBytes(UTF_8), (int) (end - start));
        guest.put(
                UserMemory.of(guest.linux(), victim.in(guest)).orElseThrow().memory(),
                start,
                bytes);
        return text;
    }

    /** The socket of a server is its standard input. */
    private static String server(GuestCore guest) throws IOException {
        guest.putU64(
                Victim.NOBODY.descriptor(guest, 0), guest.u64(Victim.NOBODY.descriptor(guest, 3)));
        return "a server that inetd started";
    }

    private static String shell(GuestCore guest) throws IOException {
        server(guest);
        name(guest, Victim.NOBODY, "sh");
        return Victim.NOBODY.subject(guest);
    }

    private static String take(GuestCore guest, String what) throws IOException {
        NetInterface loopback =
                new Interfaces(guest.linux())
                        .list().items().stream()
                                .filter(net -> net.name().equals(LOOPBACK))
                                .findFirst()
                                .orElseThrow();
        guest.putU32(guest.at(loopback.gva(), "net_device", what), 1);
        return "interface %s takes every frame".formatted(LOOPBACK);
    }

    /** A packet socket that the kernel lists, and that no process of those that are left has. */
    private static String packetSocket(GuestCore guest, byte frames) throws IOException {
        long socket = guest.room(Math.toIntExact(guest.linux().views().sizeOf("packet_sock")));
        long network = guest.symbol("init_net");
        guest.put(guest.at(socket, "sock_common", "skc_family"), PACKET);
        guest.putU64(guest.at(socket, "sock_common", "skc_net.net"), network);
        guest.put(guest.at(socket, "sock", "sk_type"), RAW);
        guest.put(guest.at(socket, "packet_sock", "num"), (byte) 0, frames);
        long list = guest.at(network, "net", "packet.sklist");
        long node = guest.at(socket, "sock_common", "skc_node");
        guest.putU64(node, guest.u64(list));
        guest.putU64(list, node);
        return "packet socket at 0x%x".formatted(socket);
    }

    /** What started the guest's shell at its terminal, which utmp names, lets people in. */
    private static String recordedLogin(GuestCore guest) throws IOException {
        OwnProgram.rename(guest, Victim.INIT, "login");
        return "a login that utmp names";
    }

    private static String otherTerminal(GuestCore guest) throws IOException {
        recordedLogin(guest);
        long signal = guest.u64(Victim.SHELL.at(guest, "signal"));
        long terminal = guest.pointer(signal, "signal_struct", "tty");
        guest.put(guest.at(terminal, "tty_struct", "name"), "pts7\0".getBytes(UTF_8));
        return "process %d (shell) is a login at pts/7".formatted(Victim.SHELL.in(guest).pid());
    }
}
