package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.NetInterface;
import java.io.IOException;
import java.util.List;

/** What processes are called, hold and are tied to, changed in their structures. */
final class ProcessEdits {
    private static final int STOPPED = 4;
    private static final int PF_KTHREAD = 0x20_0000;
    private static final String LOOPBACK = "lo";
    private static final String MASQUERADE = "linux.process.kernel-thread-masquerade";

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
                        .changing(Victim.BOBS_CHILD.toString())
                        .leaving("kernel thread "), // whose function it has not
                Attack.on("linux.process.reverse-shell", ProcessEdits::shell, ProcessEdits::server)
                        .changing(Victim.NOBODY.part("name"), Victim.NOBODY.part("files")),
                Attack.on(
                        "linux.process.packet-socket",
                        guest -> take(guest, "promiscuity"),
                        guest -> take(guest, "allmulti")),
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
        return "PF_KTHREAD, with an mm_struct";
    }

    /** The socket of a server is its standard input. */
    private static String server(GuestCore guest) throws IOException {
        long files = guest.u64(Victim.NOBODY.at(guest, "files"));
        long table = guest.pointer(files, "files_struct", "fdt");
        long array = guest.pointer(table, "fdtable", "fd");
        guest.putU64(array, guest.u64(array + 3 * Long.BYTES));
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
