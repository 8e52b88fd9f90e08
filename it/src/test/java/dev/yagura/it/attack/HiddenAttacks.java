package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
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
import java.util.OptionalLong;

/** Things taken out of the lists that show them. */
final class HiddenAttacks {
    /** One that others may use: its attacks leave it in its lists. */
    static final String MODULE = "dummy";

    /** One that only attacks which hide it are made on. */
    static final String HIDDEN_MODULE = "tun";

    static final String MODULES = "linux.module.hidden";
    static final String NOTIFIERS = "linux.notifier.foreign";
    static final String UNOWNED = "what the module registered is nobody's code then";
    private static final String INTERFACE = "dummy0";
    private static final int LISTENS_AT = 8080;
    private static final byte TCP_CLOSE = 7;

    private HiddenAttacks() {}

    static List<Attack> all() {
        return List.of(
                process(HiddenAttacks::task, Victim.TAIL),
                process(HiddenAttacks::number, Victim.ODDLY_NAMED),
                Attack.on("linux.mount.hidden", HiddenAttacks::mount, HiddenAttacks::lazyUnmount),
                Attack.on(MODULES, HiddenAttacks::module, HiddenAttacks::movedModule)
                        .alsoSeenBy(
                                MODULES,
                                "executable memory at ",
                                "code that no listed module owns is nobody's")
                        .alsoSeenBy(NOTIFIERS, "netdev_chain", UNOWNED),
                Attack.on(MODULES, HiddenAttacks::erasedModule, HiddenAttacks::movedModule)
                        .alsoSeenBy(NOTIFIERS, "netdev_chain", UNOWNED),
                Attack.on("linux.socket.hidden", HiddenAttacks::socket, HiddenAttacks::closedSocket)
                        .changing(Victim.NOBODY.part("listener")),
                Attack.on(
                        "linux.interface.hidden",
                        HiddenAttacks::networkInterface,
                        HiddenAttacks::renamedInterface));
    }

    /** Takes a victim out of something. */
    private interface Hiding {
        String hide(GuestCore guest, Victim victim) throws IOException;
    }

    private static Attack process(Hiding hiding, Victim victim) {
        return Attack.on(
                        "linux.process.hidden",
                        guest -> hiding.hide(guest, victim),
                        guest -> movedTask(guest, victim))
                .changing(victim.toString());
    }

    private static String missing(GuestCore guest, Victim victim, String lists) throws IOException {
        Task task = victim.in(guest);
        return "process %d (%s) is missing from %s".formatted(task.pid(), task.comm(), lists);
    }

    private static String task(GuestCore guest, Victim victim) throws IOException {
        Lists.unlink(guest, victim.at(guest, "tasks"));
        return missing(guest, victim, "task list");
    }

    private static String number(GuestCore guest, Victim victim) throws IOException {
        long task = victim.in(guest).gva();
        Pids.Entry entry =
                guest.linux().pids().walk().complete().stream()
                        .filter(pid -> pid.taskGva() == task)
                        .findFirst()
                        .orElseThrow();
        guest.putU64(guest.at(entry.pidGva(), "pid", "tasks[0].first"), 0);
        return missing(guest, victim, "pid numbers");
    }

    /** Taken out of everything that lists it: only its memory remains. */
    static String erasedTask(GuestCore guest, Victim victim) throws IOException {
        task(guest, victim);
        number(guest, victim);
        Lists.unlink(guest, victim.at(guest, "sibling"));
        return missing(guest, victim, "task list, pid numbers, family tree");
    }

    /** Returns the mount of /proc. */
    private static MountPoint proc(GuestCore guest) throws IOException {
        Mounts mounts = Mounts.of(guest.linux());
        return mounts.in(mounts.namespaces().complete().getFirst()).complete().stream()
                .filter(mount -> mount.filesystem().equals("proc"))
                .findFirst()
                .orElseThrow();
    }

    private static String mount(GuestCore guest) throws IOException {
        MountPoint proc = proc(guest);
        if (guest.linux().views().has("mnt_namespace", "list")) {
            Lists.unlink(guest, guest.at(proc.gva(), "mount", "mnt_list"));
        } else {
            Lists.erase(
                    guest,
                    guest.at(proc.gva(), "mount", "mnt_node"),
                    guest.at(proc.namespace().gva(), "mnt_namespace", "mounts"));
        }
        return "mount %d of proc (proc) at /proc in mount name space %d"
                .formatted(proc.id(), proc.namespace().number());
    }

    /** Does what {@code umount -l} does to a mount that is in use. */
    private static String lazyUnmount(GuestCore guest) throws IOException {
        MountPoint proc = proc(guest);
        Lists.remove(guest, guest.at(proc.gva(), "mount", "mnt_hash"));
        guest.putU64(guest.at(proc.gva(), "mount", "mnt_ns"), 0);
        guest.putU64(guest.at(proc.gva(), "mount", "mnt_parent"), proc.gva());
        return "a mount taken away while in use";
    }

    static String movedTask(GuestCore guest, Victim victim) throws IOException {
        Lists.moveToEnd(
                guest,
                victim.at(guest, "tasks"),
                guest.at(guest.symbol("init_task"), "task_struct", "tasks"));
        return "a task elsewhere in its list";
    }

    private static String module(GuestCore guest) throws IOException {
        KernelModule module = guest.module(HIDDEN_MODULE);
        Lists.unlink(guest, guest.at(module.gva(), "module", "list"));
        return "module %s at 0x%x".formatted(HIDDEN_MODULE, module.gva());
    }

    /** Taken out of everything, as KoviD and Singularity do: only the pages remain. */
    static String erasedModule(GuestCore guest) throws IOException {
        KernelModule module = guest.module(HIDDEN_MODULE);
        Lists.unlink(guest, guest.at(module.gva(), "module", "list"));
        Lists.unlink(guest, guest.at(module.gva(), "module", "mkobj.kobj.entry"));
        guest.putU64(guest.at(module.gva(), "module", "mkobj.mod"), 0);
        guest.putU64(guest.at(guest.symbol("mod_tree"), "mod_tree_root", "root.tree"), 0);
        return "executable memory at 0x%x".formatted(module.base());
    }

    private static String movedModule(GuestCore guest) throws IOException {
        Lists.moveToEnd(
                guest,
                guest.at(guest.module(HIDDEN_MODULE).gva(), "module", "list"),
                guest.symbol("modules"));
        return "a module elsewhere in its list";
    }

    /** Returns the listener at a port, which somebody holds. */
    static Socket listener(GuestCore guest, int port) throws IOException {
        return new Sockets(guest.linux())
                .list().items().stream()
                        .filter(found -> found.listed() && !found.holders().isEmpty())
                        .filter(found -> "LISTEN".equals(found.state()))
                        .filter(found -> found.protocol().startsWith("tcp"))
                        .filter(found -> found.local().port().equals(OptionalLong.of(port)))
                        .findFirst()
                        .orElseThrow();
    }

    /** Takes a listener out of each table that its kernel has for such. */
    private static Socket unlisted(GuestCore guest) throws IOException {
        Socket socket = listener(guest, LISTENS_AT);
        Lists.remove(guest, guest.at(socket.gva(), "sock_common", "skc_nulls_node"));
        if (guest.linux().views().has("inet_connection_sock", "icsk_listen_portaddr_node")) {
            String second = "icsk_listen_portaddr_node";
            Lists.remove(guest, guest.at(socket.gva(), "inet_connection_sock", second));
        }
        return socket;
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
        Lists.unlink(guest, guest.at(found(guest).gva(), "net_device", "dev_list"));
        return "interface " + INTERFACE;
    }

    private static String renamedInterface(GuestCore guest) throws IOException {
        guest.put(guest.at(found(guest).gva(), "net_device", "name"), (byte) 'e');
        return "an interface of another name";
    }
}
