package dev.yagura.it.attack;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Pids;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.linux.fs.Mounts;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.linux.net.Sockets;
import java.io.IOException;
import java.util.List;

/** Things taken out of the lists that show them. */
final class HiddenAttacks {
    static final String VICTIM = "busybox-daemon";
    static final String MODULE = "dummy";
    private static final String INTERFACE = "dummy0";
    private static final byte TCP_CLOSE = 7;

    private HiddenAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on("linux.process.hidden", HiddenAttacks::task, HiddenAttacks::movedTask),
                Attack.on("linux.process.hidden", HiddenAttacks::number, HiddenAttacks::movedTask),
                Attack.on(
                        "linux.process.hidden",
                        HiddenAttacks::erasedTask,
                        HiddenAttacks::movedTask),
                Attack.on("linux.mount.hidden", HiddenAttacks::mount, HiddenAttacks::lazyUnmount),
                Attack.on("linux.module.hidden", HiddenAttacks::module, HiddenAttacks::movedModule),
                Attack.on(
                        "linux.module.hidden",
                        HiddenAttacks::erasedModule,
                        HiddenAttacks::movedModule),
                Attack.on(
                        "linux.socket.hidden", HiddenAttacks::socket, HiddenAttacks::closedSocket),
                Attack.on(
                        "linux.interface.hidden",
                        HiddenAttacks::networkInterface,
                        HiddenAttacks::renamedInterface));
    }

    private static String task(GuestCore guest) throws IOException {
        Task victim = guest.task(VICTIM);
        guest.unlink(guest.at(victim.gva(), "task_struct", "tasks"));
        return "process %d (%s) is missing from task list".formatted(victim.pid(), VICTIM);
    }

    private static String number(GuestCore guest) throws IOException {
        Task victim = guest.task(VICTIM);
        Pids.Entry entry =
                guest.linux().pids().walk().complete().stream()
                        .filter(pid -> pid.taskGva() == victim.gva())
                        .findFirst()
                        .orElseThrow();
        guest.putU64(guest.at(entry.pidGva(), "pid", "tasks[0].first"), 0);
        return "process %d (%s) is missing from pid numbers".formatted(victim.pid(), VICTIM);
    }

    /** Taken out of everything that lists it: only its memory remains. */
    private static String erasedTask(GuestCore guest) throws IOException {
        task(guest);
        number(guest);
        Task victim = guest.task(VICTIM);
        guest.unlink(guest.at(victim.gva(), "task_struct", "sibling"));
        return "process %d (%s) is missing from task list, pid numbers, family tree"
                .formatted(victim.pid(), VICTIM);
    }

    /** Returns the mount of /proc. */
    private static MountPoint proc(GuestCore guest) throws IOException {
        Mounts mounts = Mounts.of(guest.linux());
        return mounts.in(mounts.namespaces().complete().getFirst()).complete().stream()
                .filter(mount -> mount.filesystem().equals("proc"))
                .findFirst()
                .orElseThrow();
    }

    /** A name space that has nothing any more hides all that is mounted in it. */
    private static String mount(GuestCore guest) throws IOException {
        MountPoint proc = proc(guest);
        if (guest.linux().views().has("mnt_namespace", "list")) {
            guest.unlink(guest.at(proc.gva(), "mount", "mnt_list"));
        } else {
            guest.putU64(guest.at(proc.namespace().gva(), "mnt_namespace", "mounts"), 0);
        }
        return "mount %d of proc (proc) at /proc in mount name space %d"
                .formatted(proc.id(), proc.namespace().number());
    }

    /** Does what {@code umount -l} does to a mount that is in use. */
    private static String lazyUnmount(GuestCore guest) throws IOException {
        MountPoint proc = proc(guest);
        remove(guest, guest.at(proc.gva(), "mount", "mnt_hash"));
        guest.putU64(guest.at(proc.gva(), "mount", "mnt_ns"), 0);
        guest.putU64(guest.at(proc.gva(), "mount", "mnt_parent"), proc.gva());
        return "a mount taken away while in use";
    }

    private static String movedTask(GuestCore guest) throws IOException {
        guest.moveToEnd(
                guest.at(guest.task(VICTIM).gva(), "task_struct", "tasks"),
                guest.at(guest.symbol("init_task"), "task_struct", "tasks"));
        return "a task elsewhere in its list";
    }

    private static String module(GuestCore guest) throws IOException {
        KernelModule module = guest.module(MODULE);
        guest.unlink(guest.at(module.gva(), "module", "list"));
        return "module %s at 0x%x".formatted(MODULE, module.gva());
    }

    /** Taken out of everything, as KoviD and Singularity do: only the pages remain. */
    private static String erasedModule(GuestCore guest) throws IOException {
        KernelModule module = guest.module(MODULE);
        guest.unlink(guest.at(module.gva(), "module", "list"));
        guest.unlink(guest.at(module.gva(), "module", "mkobj.kobj.entry"));
        guest.putU64(guest.at(module.gva(), "module", "mkobj.mod"), 0);
        guest.putU64(guest.at(guest.symbol("mod_tree"), "mod_tree_root", "root.tree"), 0);
        return "executable memory at 0x%x".formatted(module.base());
    }

    private static String movedModule(GuestCore guest) throws IOException {
        guest.moveToEnd(
                guest.at(guest.module(MODULE).gva(), "module", "list"), guest.symbol("modules"));
        return "a module elsewhere in its list";
    }

    /** A listener that somebody holds. */
    static Socket listener(GuestCore guest) throws IOException {
        return new Sockets(guest.linux())
                .list().items().stream()
                        .filter(found -> found.listed() && !found.holders().isEmpty())
                        .filter(found -> "LISTEN".equals(found.state()))
                        .filter(found -> found.protocol().startsWith("tcp"))
                        .findFirst()
                        .orElseThrow();
    }

    /** Takes a listener out of each table that its kernel has for such. */
    private static Socket unlisted(GuestCore guest) throws IOException {
        Socket socket = listener(guest);
        remove(guest, guest.at(socket.gva(), "sock_common", "skc_nulls_node"));
        if (guest.linux().views().has("inet_connection_sock", "icsk_listen_portaddr_node")) {
            String second = "icsk_listen_portaddr_node";
            remove(guest, guest.at(socket.gva(), "inet_connection_sock", second));
        }
        return socket;
    }

    /** Does what {@code hlist_nulls_del} does; the end of a list is an odd number. */
    private static void remove(GuestCore guest, long node) throws IOException {
        long next = guest.u64(node);
        long previous = guest.u64(node + Long.BYTES);
        guest.putU64(previous, next);
        if (next != 0 && (next & 1) == 0) {
            guest.putU64(next + Long.BYTES, previous);
        }
    }

    private static String socket(GuestCore guest) throws IOException {
        Socket socket = unlisted(guest);
        return "%s socket at 0x%x".formatted(socket.protocol(), socket.gva());
    }

    /** No table has a socket that is bound and closed. */
    private static String closedSocket(GuestCore guest) throws IOException {
        Socket socket = unlisted(guest);
        guest.put(guest.at(socket.gva(), "sock_common", "skc_state"), TCP_CLOSE);
        return "a closed socket";
    }

    private static NetInterface found(GuestCore guest) throws IOException {
        return new Interfaces(guest.linux())
                .list().items().stream()
                        .filter(candidate -> candidate.name().equals(INTERFACE))
                        .findFirst()
                        .orElseThrow();
    }

    private static String networkInterface(GuestCore guest) throws IOException {
        guest.unlink(guest.at(found(guest).gva(), "net_device", "dev_list"));
        return "interface " + INTERFACE;
    }

    private static String renamedInterface(GuestCore guest) throws IOException {
        guest.put(guest.at(found(guest).gva(), "net_device", "name"), (byte) 'e');
        return "an interface of another name";
    }
}
