package dev.yagura.detect.crossview;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Finding;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.capture.CapturedFrame.Direction;
import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.flow.FlowState;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.Transport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins a guest's flows with its sockets, and reports what contradicts each other.
 *
 * <p>All is told on one thread: each frame before its flows, and looks between frames. Not safe for
 * use by several threads.
 */
public final class SocketWatch implements AppListener {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int LOOKS_FOR_A_FLOW = 2;

    /** A server that comes and goes may be away at a look, and more rarely at three. */
    private static final int LOOKS_FOR_A_PORT = 3;

    private static final int SILENT_ATTEMPTS = 3;
    private static final int MAX_SUBJECTS = 10_000;

    /** DHCP's clients and servers have no socket that the table of UDP lists. */
    private static final int DHCP_SERVER = 67;

    private static final int DHCP_CLIENT = 68;

    private final SocketFindings findings;
    private final CaptureClock clock = new CaptureClock();
    private final Map<Flow, WatchedFlow> flows = new HashMap<>(); // no more than the flow table has
    private final Map<Place, WatchedPort> ports = new HashMap<>(); // 131,072 at most
    private final BoundedMap<String, Boolean> reported = new BoundedMap<>(MAX_SUBJECTS);
    private Direction direction = Direction.UNKNOWN;
    private Instant read = Instant.EPOCH;
    private Instant sent = Instant.EPOCH;
    private @Nullable SocketLook last;
    private @Nullable OwnNetwork network;
    private long undirected;
    private long foreign;

    private record Place(int protocol, int port) {}

    /** Starts watching; what is found is told to {@code findings}. */
    public SocketWatch(Consumer<Finding> findings) {
        this.findings = new SocketFindings(findings);
    }

    /** Returns what is reported. */
    public static List<DetectorInfo> infos() {
        return List.of(SocketFindings.HIDDEN, SocketFindings.SILENT);
    }

    /**
     * Takes a frame, before its flows are told.
     *
     * @param way whether the guest sent it
     * @param captured by the capture's clock
     * @param now when it is read, by the clock of looks
     */
    public void frame(Direction way, Instant captured, Instant now) {
        direction = way;
        read = now;
        clock.packet(captured, now);
        sent = clock.local(captured);
        if (way == Direction.UNKNOWN) {
            undirected++;
        }
    }

    @Override
    public void packet(Flow flow, FlowDirection way, Packet packet) {
        if (direction == Direction.UNKNOWN || !flow.key().envelope().tunnels().isEmpty()) {
            return;
        }
        boolean sends = direction == Direction.OUTBOUND;
        WatchedFlow watched =
                flows.computeIfAbsent(
                        flow, _ -> new WatchedFlow(flow, sends ? way : way.opposite()));
        if (!sends) {
            return;
        }
        if (isAnswer(flow, watched, packet)) {
            WatchedPort port = port(flow, watched);
            port.answered(watched.own(), watched.other(), read, sent);
            judge(flow, port);
        }
        if (speaks(flow, way, packet)) {
            watched.sent(read, sent);
            judge(flow, watched);
        }
    }

    /** Returns whether a packet says that somebody is at the guest's port. */
    private static boolean isAnswer(Flow flow, WatchedFlow watched, Packet packet) {
        return watched.isServer()
                && switch (packet.transport()) {
                    case Transport.Tcp tcp -> tcp.has(TcpFlag.SYN) && tcp.has(TcpFlag.ACK);
                    case Transport.Udp _ -> !isDhcp(watched.own()) && isTwoWay(flow);
                    default -> false;
                };
    }

    /** Returns whether a packet is none that the kernel sends for want of a socket. */
    private static boolean speaks(Flow flow, FlowDirection way, Packet packet) {
        return switch (packet.transport()) {
            case Transport.Tcp tcp -> flow.state() == FlowState.OPEN && !tcp.has(TcpFlag.RST);
            case Transport.Udp udp ->
                    udp.sourcePort() != DHCP_SERVER
                            && udp.sourcePort() != DHCP_CLIENT
                            && isTwoWay(flow);
            case Transport.Icmp _ ->
                    way == FlowDirection.TO_SERVER
                            && flow.key().client().port() != 0
                            && isTwoWay(flow);
            default -> false;
        };
    }

    private static boolean isTwoWay(Flow flow) {
        return flow.state() == FlowState.BOTH_WAYS;
    }

    private static boolean isDhcp(Endpoint own) {
        return own.port() == DHCP_SERVER || own.port() == DHCP_CLIENT;
    }

    private WatchedPort port(Flow flow, WatchedFlow watched) {
        return ports.computeIfAbsent(
                new Place(flow.key().protocol(), watched.own().port()), _ -> new WatchedPort());
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        WatchedFlow watched = flows.remove(flow);
        if (watched != null
                && why == FlowEnd.TIMED_OUT
                && flow.key().protocol() == TCP
                && watched.isServer()
                && !flow.isUnderWay()
                && flow.packets(FlowDirection.TO_CLIENT) == 0) {
            port(flow, watched).silent(watched.own(), flow.firstSeen());
        }
    }

    /** Takes a look at the sockets. */
    public void looked(SocketLook look) {
        last = look;
        look.network().ifPresent(known -> network = known);
        boolean translated = network != null && network.translates();
        flows.forEach((flow, watched) -> {
            int protocol = flow.key().protocol();
            look.owner(protocol, watched.own(), watched.other()).ifPresent(watched::own);
            if (look.lists(protocol, watched.own(), watched.other(), translated)) {
                watched.absence().clear();
            } else if (look.isWhole() && watched.sentBefore(look)) {
                watched.absence().missed(look);
            }
        });
        ports.forEach((place, port) -> {
            if (look.listsPort(place.protocol(), place.port())) {
                port.absence().clear();
                judgeSilence(port, look);
            } else if (look.isWhole() && port.answeredBefore(look)) {
                port.absence().missed(look);
            }
        });
    }

    private void judge(Flow flow, WatchedFlow watched) {
        if (watched.absence().proven() >= LOOKS_FOR_A_FLOW) {
            report(
                    flow.key().protocol(),
                    watched.own(),
                    watched.other(),
                    watched.isServer(),
                    watched.absence());
        }
    }

    private void judge(Flow flow, WatchedPort port) {
        Endpoint own = port.own();
        Endpoint other = port.other();
        if (port.absence().proven() >= LOOKS_FOR_A_PORT && own != null && other != null) {
            report(flow.key().protocol(), own, other, /* server= */ true, port.absence());
        }
    }

    private void report(
            int protocol, Endpoint own, Endpoint other, boolean server, Absence absence) {
        OwnNetwork known = network;
        SocketLook look = last;
        if (known == null || look == null) {
            return; // not before a look that reads these too
        }
        String name = name(protocol);
        String subject = name + (server ? " at " + own.port() : " to " + other);
        if (reported.get(subject) != null) {
            return;
        }
        reported.put(subject, true);
        if (!known.addresses().contains(own.address())) {
            foreign++;
            return;
        }
        findings.hidden(
                name,
                own,
                other,
                server,
                absence,
                look,
                known,
                look.owner(protocol, own, other),
                sent);
    }

    private void judgeSilence(WatchedPort port, SocketLook look) {
        Endpoint own = port.own();
        if (own == null || !port.neverAnswered() || port.silent() < SILENT_ATTEMPTS) {
            return;
        }
        look.listener(own)
                .filter(_ -> reported.get("silent " + own) == null)
                .ifPresent(listener -> {
                    reported.put("silent " + own, true);
                    findings.silent(own, listener, port.silent(), port.firstSilent(), sent);
                });
    }

    private static String name(int protocol) {
        return switch (protocol) {
            case TCP -> "tcp";
            case UDP -> "udp";
            default -> "icmp";
        };
    }

    /** Returns whose a flow is, as far as looks have shown it; also of one that has just begun. */
    public Optional<FlowOwner> owner(Flow flow) {
        WatchedFlow watched = flows.get(flow);
        Optional<FlowOwner> known = watched == null ? Optional.empty() : watched.owner();
        SocketLook look = last;
        return known.isPresent() || look == null ? known : look.owner(flow.key());
    }

    /** Returns whether something may be hidden, so that the next look should be a careful one. */
    public boolean isSuspicious() {
        return flows.values().stream().anyMatch(flow -> flow.absence().isSuspected())
                || ports.values().stream().anyMatch(port -> port.absence().isSuspected());
    }

    /** Returns how many frames were not looked at, as it is not known who sent them. */
    public long undirected() {
        return undirected;
    }

    /** Returns how many ends without socket have addresses that no interface of the guest has. */
    public long foreign() {
        return foreign;
    }
}
