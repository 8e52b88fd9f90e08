package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.fs.ProcfsEntries;
import dev.yagura.kernel.linux.fs.ProcfsEntry;
import dev.yagura.kernel.linux.net.Socket;
import java.io.IOException;
import java.util.List;

/** What is known by its name or its port, and what has almost that name or port. */
final class NameAttacks {
    private static final byte TCP_ESTABLISHED = 1;
    private static final int LISTENS_AT = 2222;
    private static final String MODULE = "virtio_blk";

    /** What {@link #module} changes. */
    static final String CHANGED = "module " + MODULE;

    private NameAttacks() {}

    static List<Attack> all() {
        return List.of(
                named("linux.process.slapper", Victim.ALICE, ".cinik", ".cinnamon"),
                named("linux.process.scalper", Victim.LISTENER, ".uua", ".uuaa"),
                named("linux.process.miner", Victim.SLEEPER, "xmrig", "xmrigs"),
                named("linux.process.sniffer", Victim.BOB, "tcpdump", "tcpdumps"),
                waiting("linux.socket.bindshell-port", 31337, 31338),
                waiting("linux.socket.slapper-port", 2002, 2003),
                waiting("linux.socket.scalper-port", 2001, 2003),
                Attack.on(
                        "linux.socket.tcpdump-trojan",
                        guest -> connect(guest, 212, 146, 0, 34, 1963),
                        guest -> connect(guest, 212, 146, 0, 34, 443)),
                Attack.on(
                        "linux.socket.miner-pool",
                        guest -> connect(guest, 192, 0, 2, 7, 3333),
                        guest -> connect(guest, 127, 0, 0, 1, 3333)),
                Attack.on(
                                "linux.module.known-rootkit",
                                guest -> module(guest, "adore"),
                                guest -> module(guest, "adorn"))
                        .changing(CHANGED)
                        .leaving("code of module adore") // there is no file of such modules
                        .whoseNeighbourLeaves("code of module adorn"),
                Attack.on(
                        "linux.procfs.known-rootkit",
                        guest -> entry(guest, "kovid"),
                        guest -> entry(guest, "covid")));
    }

    private static Attack named(String detector, Victim victim, String name, String other) {
        return Attack.on(
                        detector,
                        guest -> ProcessEdits.name(guest, victim, name),
                        guest -> ProcessEdits.name(guest, victim, other))
                .changing(victim.part("name"));
    }

    private static Attack waiting(String detector, int port, int other) {
        return Attack.on(detector, guest -> listen(guest, port), guest -> listen(guest, other));
    }

    /** Opens another socket that listens, beside one that is there; no process holds it. */
    private static long another(GuestCore guest) throws IOException {
        Socket first = HiddenAttacks.listener(guest, LISTENS_AT);
        boolean v6 = first.protocol().equals("tcp6");
        long socket = guest.copy(first.gva(), v6 ? "tcp6_sock" : "tcp_sock");
        Lists.addBehind(guest, node(guest, socket), node(guest, first.gva()));
        return socket;
    }

    private static long node(GuestCore guest, long socket) throws IOException {
        return guest.at(socket, "sock_common", "skc_nulls_node");
    }

    private static String listen(GuestCore guest, int port) throws IOException {
        guest.put(
                guest.at(another(guest), "sock_common", "skc_num"),
                (byte) port,
                (byte) (port >>> Byte.SIZE));
        return "port " + port;
    }

    /** Makes a connection to an address and port. */
    private static String connect(GuestCore guest, int a, int b, int c, int d, int port)
            throws IOException {
        long socket = another(guest);
        byte[] v4 = {(byte) a, (byte) b, (byte) c, (byte) d};
        guest.put(guest.at(socket, "sock_common", "skc_daddr"), v4);
        long v6 = guest.at(socket, "sock_common", "skc_v6_daddr");
        guest.put(v6 + 10, (byte) -1, (byte) -1);
        guest.put(v6 + 12, v4);
        guest.put(
                guest.at(socket, "sock_common", "skc_dport"),
                (byte) (port >>> Byte.SIZE),
                (byte) port);
        guest.put(guest.at(socket, "sock_common", "skc_state"), TCP_ESTABLISHED);
        return "%d.%d.%d.%d".formatted(a, b, c, d);
    }

    static String module(GuestCore guest, String name) throws IOException {
        long module = guest.module(MODULE).gva();
        guest.put(guest.at(module, "module", "name"), (name + "\0").getBytes(UTF_8));
        return "module %s has".formatted(name);
    }

    private static String entry(GuestCore guest, String name) throws IOException {
        ProcfsEntry locks =
                ProcfsEntries.list(guest.linux()).items().stream()
                        .filter(entry -> entry.path().equals("/proc/locks"))
                        .findFirst()
                        .orElseThrow();
        long text = guest.pointer(locks.gva(), "proc_dir_entry", "name");
        guest.put(text, (name + "\0").getBytes(UTF_8));
        return "/proc/%s in /proc".formatted(name);
    }
}
