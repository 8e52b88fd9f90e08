package dev.yagura.detect.crossview;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.crossview.FlowOwner.Basis;
import dev.yagura.detect.crossview.GuestSocket.Kind;
import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.FlowKey;
import dev.yagura.network.packet.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sockets of a guest at one look, found by the ends of flows. */
public final class SocketLook {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    /** Connections of which the kernel alone knows; they hold no port. */
    private static final Set<String> WITHOUT_SOCKET = Set.of("TIME_WAIT", "NEW_SYN_RECV");

    private final Instant begun;
    private final Instant ended;
    private final boolean whole;
    private final Optional<OwnNetwork> network;
    private final Map<Place, List<GuestSocket>> byPort = new HashMap<>();
    private final Map<Place, List<GuestSocket>> byRemotePort = new HashMap<>();
    private final List<GuestSocket> senders = new ArrayList<>();

    private record Place(Kind kind, int port) {}

    /**
     * Sorts sockets.
     *
     * @param begun a moment before anything was read, by the clock of who looks
     * @param ended a moment after all was read
     * @param whole whether nothing of the tables is missing
     * @param network what else was read at this look
     */
    public SocketLook(
            Instant begun,
            Instant ended,
            List<GuestSocket> sockets,
            boolean whole,
            Optional<OwnNetwork> network) {
        this.begun = requireNonNull(begun, "begun");
        this.ended = requireNonNull(ended, "ended");
        this.whole = whole;
        this.network = requireNonNull(network, "network");
        for (GuestSocket socket : sockets) {
            byPort.computeIfAbsent(new Place(socket.kind(), socket.localPort()), _ -> list())
                    .add(socket);
            if (socket.isConnected()) {
                byRemotePort
                        .computeIfAbsent(new Place(socket.kind(), socket.remotePort()), _ -> list())
                        .add(socket);
            }
            if (socket.kind() == Kind.PACKET || socket.kind() == Kind.RAW) {
                senders.add(socket);
            }
        }
    }

    private static List<GuestSocket> list() {
        return new ArrayList<>();
    }

    Instant begun() {
        return begun;
    }

    Instant ended() {
        return ended;
    }

    boolean isWhole() {
        return whole;
    }

    Optional<OwnNetwork> network() {
        return network;
    }

    /** Returns sockets by which a process may send any packet. */
    List<GuestSocket> senders() {
        return senders;
    }

    /** Returns whose a flow is, whichever of its ends is the guest's. */
    Optional<FlowOwner> owner(FlowKey key) {
        return owner(key.protocol(), key.client(), key.server())
                .or(() -> owner(key.protocol(), key.server(), key.client()));
    }

    /**
     * Returns the socket of a flow: rather one that is listed, rather one with both ends.
     *
     * @param own the guest's end
     * @param other the other one
     */
    Optional<FlowOwner> owner(int protocol, Endpoint own, Endpoint other) {
        return candidates(protocol, own).stream()
                .filter(socket -> isAt(socket, own.address()))
                .filter(socket -> !socket.isConnected() || isTo(socket, other))
                .min(
                        Comparator.comparing((GuestSocket socket) -> !socket.listed())
                                .thenComparing(socket -> !socket.isConnected())
                                .thenComparing(socket -> socket.local().isEmpty()))
                .map(socket ->
                        new FlowOwner(
                                socket.isConnected() ? Basis.CONNECTION : Basis.PORT, socket));
    }

    /**
     * Returns whether the tables list a socket that a flow may be of: of TCP one with both ends, as
     * a listener has no connection.
     *
     * @param translated whether one with the other end will do, as addresses may be translated
     */
    boolean lists(int protocol, Endpoint own, Endpoint other, boolean translated) {
        boolean here =
                candidates(protocol, own).stream()
                        .filter(GuestSocket::listed)
                        // One that is bound to a group's address sends from the host's own.
                        .filter(socket -> protocol == UDP || isAt(socket, own.address()))
                        .anyMatch(socket ->
                                socket.isConnected() ? isTo(socket, other) : protocol != TCP);
        return here || (translated && isConnectedTo(protocol, other));
    }

    private boolean isConnectedTo(int protocol, Endpoint other) {
        return kind(protocol).stream()
                .flatMap(kind ->
                        byRemotePort
                                .getOrDefault(new Place(kind, other.port()), List.of())
                                .stream())
                .anyMatch(socket -> socket.listed() && isTo(socket, other));
    }

    /** Returns whether the tables list a socket that has a port, whatever it is connected to. */
    boolean listsPort(int protocol, int port) {
        return kind(protocol).stream()
                .flatMap(kind -> byPort.getOrDefault(new Place(kind, port), List.of()).stream())
                .anyMatch(socket -> socket.listed() && !WITHOUT_SOCKET.contains(socket.state()));
    }

    /** Returns the listener of TCP that takes connections to an address and port. */
    Optional<GuestSocket> listener(Endpoint own) {
        return byPort.getOrDefault(new Place(Kind.TCP, own.port()), List.of()).stream()
                .filter(socket -> socket.listed() && socket.state().equals("LISTEN"))
                .filter(socket -> isAt(socket, own.address()))
                .findFirst();
    }

    /** Returns sockets that have the port of a flow; of echo requests those that may send such. */
    private List<GuestSocket> candidates(int protocol, Endpoint own) {
        List<GuestSocket> found = list();
        kind(protocol)
                .ifPresent(kind ->
                        found.addAll(byPort.getOrDefault(new Place(kind, own.port()), List.of())));
        if (protocol == ICMP || protocol == ICMPV6) {
            found.addAll(byPort.getOrDefault(new Place(Kind.RAW, protocol), List.of()));
        }
        return found;
    }

    private static Optional<Kind> kind(int protocol) {
        return switch (protocol) {
            case TCP -> Optional.of(Kind.TCP);
            case UDP -> Optional.of(Kind.UDP);
            case ICMP, ICMPV6 -> Optional.of(Kind.PING);
            default -> Optional.empty();
        };
    }

    private static boolean isAt(GuestSocket socket, IpAddress address) {
        return socket.local().isEmpty() || socket.local().get().equals(address);
    }

    private static boolean isTo(GuestSocket socket, Endpoint other) {
        return socket.remotePort() == other.port()
                && socket.remote().filter(other.address()::equals).isPresent();
    }
}
