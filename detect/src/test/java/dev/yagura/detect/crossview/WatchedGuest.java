package dev.yagura.detect.crossview;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.detect.Finding;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppListeners;
import dev.yagura.network.capture.CapturedFrame.Direction;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Packets of a guest, 10.0.2.15, and tables of sockets as looks would read them. */
final class WatchedGuest {
    static final String GUEST = "10.0.2.15";
    static final String PEER = "10.0.2.2";

    private static final int ACK = TcpFlag.ACK.bit();
    private static final int SYN = TcpFlag.SYN.bit();

    /** The capture's clock is another one. */
    private static final Duration OTHER_CLOCK = Duration.ofHours(3);

    private final List<Finding> findings = new ArrayList<>();
    private final List<Row> table = new ArrayList<>();
    private final List<Row> modules = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final SocketWatch watch = new SocketWatch(findings::add);
    private final FlowTable packets =
            new FlowTable(
                    FlowLimits.DEFAULT,
                    new AppLayer(
                            new AppListeners(
                                    List.of(
                                            new AppListener() {
                                                @Override
                                                public void started(Flow flow) {
                                                    flows.add(flow);
                                                }
                                            },
                                            watch))));
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private boolean whole = true;

    /** A row of the view {@code sockets}. */
    static Row socket(
            String protocol, String local, int port, String remote, int to, String state) {
        return Row.of(
                "protocol", protocol,
                "localAddress", local,
                "localPort", port,
                "remoteAddress", remote,
                "remotePort", to,
                "state", state,
                "pid", 77,
                "comm", "nc",
                "exe", "/bin/busybox",
                "uid", 0,
                "listed", true);
    }

    WatchedGuest lists(Row socket) {
        table.add(socket);
        return this;
    }

    WatchedGuest listsNothing() {
        table.clear();
        return this;
    }

    WatchedGuest loads(String module) {
        modules.add(Row.of("name", module));
        return this;
    }

    /** Looks miss something from now on. */
    WatchedGuest cannotBeReadWhole() {
        whole = false;
        return this;
    }

    /** Looks at the tables, which takes a second. */
    WatchedGuest look() {
        Instant begun = now.plusMillis(100); // all that came was read by then
        now = now.plusSeconds(1);
        List<GuestSocket> sockets =
                table.stream().flatMap(row -> GuestSocket.of(row).stream()).toList();
        List<Row> interfaces = List.of(Row.of("name", "eth0", "addresses", List.of(GUEST + "/24")));
        watch.looked(
                new SocketLook(
                        begun,
                        now,
                        sockets,
                        whole,
                        Optional.of(OwnNetwork.of(interfaces, modules))));
        return this;
    }

    WatchedGuest pauseSeconds(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    /** Somebody opens a connection to the guest. */
    WatchedGuest connects(int from, int port) {
        segment(PEER, from, GUEST, port, 1000, 0, SYN, "");
        segment(GUEST, port, PEER, from, 5000, 1001, SYN | ACK, "");
        return segment(PEER, from, GUEST, port, 1001, 5001, ACK, "");
    }

    /** Somebody tries to connect to the guest, which does not answer. */
    WatchedGuest knocks(int from, int port) {
        return segment(PEER, from, GUEST, port, 1000, 0, SYN, "");
    }

    /** The guest says something in a connection that {@link #connects} opened. */
    WatchedGuest says(int from, int port, long offset, String text) {
        segment(GUEST, port, PEER, from, 5001 + offset, 1001, ACK, text);
        return segment(PEER, from, GUEST, port, 1001, 5001 + offset + text.length(), ACK, "");
    }

    /** Somebody asks the guest by UDP, which answers. */
    WatchedGuest asks(int from, int port) {
        datagram(PEER, from, GUEST, port);
        return datagram(GUEST, port, PEER, from);
    }

    /** The guest asks somebody by UDP, who answers. */
    WatchedGuest asked(int from, String whom, int port) {
        datagram(GUEST, from, whom, port);
        return datagram(whom, port, GUEST, from);
    }

    /** Somebody asks another address by UDP, for which the guest answers. */
    WatchedGuest datagrams(String address, int port) {
        datagram(PEER, 5_000, address, port);
        return datagram(address, port, PEER, 5_000);
    }

    private WatchedGuest segment(
            String from,
            int fromPort,
            String to,
            int toPort,
            long seq,
            long ack,
            int flags,
            String text) {
        return packet(
                from,
                to,
                6,
                new Transport.Tcp(
                        fromPort, toPort, seq, ack, flags, 65_535, TcpOptions.NONE, Checksum.GOOD),
                text);
    }

    private WatchedGuest datagram(String from, int fromPort, String to, int toPort) {
        return packet(from, to, 17, new Transport.Udp(fromPort, toPort, Checksum.GOOD), "x");
    }

    private WatchedGuest packet(
            String from, String to, int protocol, Transport transport, String payload) {
        now = now.plusMillis(1);
        Instant captured = now.plus(OTHER_CLOCK);
        watch.frame(
                from.equals(PEER) || !from.startsWith("10.0.2.")
                        ? Direction.INBOUND
                        : Direction.OUTBOUND,
                captured,
                now.plusMillis(30));
        IpHeader ip =
                new IpHeader(
                        IpAddress.parse(from).orElseThrow(),
                        IpAddress.parse(to).orElseThrow(),
                        protocol,
                        0,
                        64,
                        false);
        packets.accept(
                new DecodedFrame.Whole(
                        new Packet(
                                new Envelope(List.of(), List.of()),
                                ip,
                                transport,
                                MemorySegment.ofArray(payload.getBytes(US_ASCII)),
                                0,
                                Optional.empty())),
                captured);
        return this;
    }

    List<Finding> findings() {
        return findings;
    }

    SocketWatch watch() {
        return watch;
    }

    Flow flow(int number) {
        return flows.get(number);
    }
}
