package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.NetInterface;
import java.io.IOException;
import java.util.List;

/** What processes are called, hold and are tied to, changed in their structures. */
final class ProcessEdits {
    private static final int STOPPED = 4;
    private static final int PF_KTHREAD = 0x20_0000;
    private static final String LOOPBACK = "lo";

    private ProcessEdits() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        "linux.process.deleted-program",
                        ProcessEdits::deleted,
                        ProcessEdits::replaced),
                Attack.on("linux.process.traced", ProcessEdits::traced, ProcessEdits::stopped),
                Attack.on(
                        "linux.process.kernel-thread-masquerade",
                        guest -> name(guest, "kworker/7:3"),
                        guest -> name(guest, "kworker-tool")),
                Attack.on(
                        "linux.process.kernel-thread-masquerade",
                        ProcessEdits::kernelThread,
                        guest -> name(guest, "kworker-tool")),
                Attack.on("linux.process.reverse-shell", ProcessEdits::shell, ProcessEdits::server),
                Attack.on(
                        "linux.process.packet-socket",
                        guest -> take(guest, "promiscuity"),
                        guest -> take(guest, "allmulti")),
                Attack.on(
                        "linux.login.unrecorded",
                        ProcessEdits::otherTerminal,
                        ProcessEdits::recordedLogin));
    }

    /** Returns how findings begin to speak of a process. */
    static String subject(Task process) {
        return "process %d at 0x%x".formatted(process.pid(), process.gva());
    }

    /** Gives the process that is attacked another name, and returns that. */
    static String name(GuestCore guest, String comm) throws IOException {
        Task victim = guest.task(HiddenAttacks.VICTIM);
        guest.put(guest.at(victim.gva(), "task_struct", "comm"), (comm + "\0").getBytes(UTF_8));
        return comm;
    }

    /** Returns the name of a process's program, a {@code struct dentry}. */
    private static long program(GuestCore guest, Task process) throws IOException {
        long mm = guest.linux().tasks().at(process.gva()).mmGva();
        long file = guest.pointer(mm, "mm_struct", "exe_file");
        return guest.pointer(file, "file", "f_path.dentry");
    }

    /** Gives a process's program another, shorter name. */
    static void rename(GuestCore guest, Task process, String name) throws IOException {
        long dentry = program(guest, process);
        guest.put(guest.pointer(dentry, "dentry", "d_name.name"), (name + "\0").getBytes(UTF_8));
        guest.putU32(guest.at(dentry, "dentry", "d_name.len"), name.length());
    }

    private static String deleted(GuestCore guest) throws IOException {
        long dentry = program(guest, guest.task(HiddenAttacks.VICTIM));
        guest.putU64(guest.at(dentry, "dentry", "d_hash.pprev"), 0);
        return "/bin/%s (deleted), inode ".formatted(HiddenAttacks.VICTIM);
    }

    /** Another file of the directory is given the name that is gone, as an upgrade does. */
    private static String replaced(GuestCore guest) throws IOException {
        deleted(guest);
        long gone = program(guest, guest.task(HiddenAttacks.VICTIM));
        long other = program(guest, guest.task("tail"));
        String name = "d_name.name";
        guest.putU32(guest.at(other, "dentry", "d_name.len"), HiddenAttacks.VICTIM.length());
        guest.putU64(guest.at(other, "dentry", name), guest.pointer(gone, "dentry", name));
        return "a program that was replaced";
    }

    private static String traced(GuestCore guest) throws IOException {
        Task victim = guest.task(HiddenAttacks.VICTIM);
        guest.putU32(guest.at(victim.gva(), "task_struct", "ptrace"), 1);
        return "(%s) is debugged by process 1 (init)".formatted(HiddenAttacks.VICTIM);
    }

    private static String stopped(GuestCore guest) throws IOException {
        long state = guest.linux().views().offsetOf("task_struct", "__state", "state");
        guest.putU32(guest.task(HiddenAttacks.VICTIM).gva() + state, STOPPED);
        return "a process that was stopped";
    }

    private static String kernelThread(GuestCore guest) throws IOException {
        Task victim = guest.task(HiddenAttacks.VICTIM);
        long flags = guest.at(victim.gva(), "task_struct", "flags");
        guest.putU32(flags, guest.s32(flags) | PF_KTHREAD);
        return "PF_KTHREAD, with an mm_struct";
    }

    /** The socket of a server is its standard input. */
    private static String server(GuestCore guest) throws IOException {
        long files = guest.pointer(guest.task("nc").gva(), "task_struct", "files");
        long table = guest.pointer(files, "files_struct", "fdt");
        long array = guest.pointer(table, "fdtable", "fd");
        guest.putU64(array, guest.u64(array + 3 * Long.BYTES));
        return "a server that inetd started";
    }

    private static String shell(GuestCore guest) throws IOException {
        server(guest);
        Task server = guest.task("nc");
        guest.put(guest.at(server.gva(), "task_struct", "comm"), "sh\0".getBytes(UTF_8));
        return subject(server);
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
        rename(guest, guest.task("init"), "login");
        return "a login that utmp names";
    }

    private static String otherTerminal(GuestCore guest) throws IOException {
        recordedLogin(guest);
        Task shell = guest.task("shell");
        long signal = guest.pointer(shell.gva(), "task_struct", "signal");
        long terminal = guest.pointer(signal, "signal_struct", "tty");
        guest.put(guest.at(terminal, "tty_struct", "name"), "pts7\0".getBytes(UTF_8));
        return "process %d (shell) is a login at pts/7".formatted(shell.pid());
    }
}
