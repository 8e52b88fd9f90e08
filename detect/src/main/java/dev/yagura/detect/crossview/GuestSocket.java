package dev.yagura.detect.crossview;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.table.Row;
import dev.yagura.network.packet.IpAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A socket in a guest's memory that may send or receive packets.
 *
 * @param kind what it is
 * @param local where it is bound to; empty for any address
 * @param localPort 0 if none; of raw sockets the IP protocol
 * @param remote what it is connected to; empty for nothing
 * @param remotePort 0 if none
 * @param state the kernel's word; may be empty
 * @param listed whether it is in the tables by which the kernel lists sockets
 * @param pid the first process that has it open
 * @param comm name of that process; may be empty
 * @param exe path of its program; may be empty
 * @param uid user who made it
 */
public record GuestSocket(
        Kind kind,
        Optional<IpAddress> local,
        int localPort,
        Optional<IpAddress> remote,
        int remotePort,
        String state,
        boolean listed,
        OptionalInt pid,
        String comm,
        String exe,
        OptionalLong uid) {
    private static final long MAPPED_V4 = 0xFFFF;

    /** Sockets by the kernel's word for their protocol. */
    private static final Map<String, Kind> KINDS =
            Map.of(
                    "tcp", Kind.TCP,
                    "udp", Kind.UDP,
                    "udplite", Kind.UDP,
                    "icmp", Kind.PING,
                    "raw", Kind.RAW,
                    "packet", Kind.PACKET);

    /** Which sockets packets come from. */
    public enum Kind {
        /** TCP, connections that open or close included. */
        TCP,
        /** UDP and UDP-Lite. */
        UDP,
        /** Echo requests without privileges. */
        PING,
        /** IP packets of one protocol. */
        RAW,
        /** Whole frames. */
        PACKET
    }

    /** Requires all. */
    public GuestSocket {
        requireNonNull(kind, "kind");
        requireNonNull(local, "local");
        requireNonNull(remote, "remote");
        requireNonNull(state, "state");
        requireNonNull(pid, "pid");
        requireNonNull(comm, "comm");
        requireNonNull(exe, "exe");
        requireNonNull(uid, "uid");
    }

    /** Reads a row of the view {@code sockets}; empty if no packets come from such a socket. */
    public static Optional<GuestSocket> of(Row row) {
        String protocol = row.text("protocol");
        String word =
                protocol.endsWith("6") ? protocol.substring(0, protocol.length() - 1) : protocol;
        return Optional.ofNullable(KINDS.get(word))
                .map(kind ->
                        new GuestSocket(
                                kind,
                                address(row.text("localAddress")),
                                (int) row.number("localPort") & 0xFFFF,
                                address(row.text("remoteAddress")),
                                (int) row.number("remotePort") & 0xFFFF,
                                row.text("state"),
                                Boolean.TRUE.equals(row.fields().get("listed")),
                                row.text("pid").isEmpty()
                                        ? OptionalInt.empty()
                                        : OptionalInt.of((int) row.number("pid")),
                                row.text("comm"),
                                row.text("exe"),
                                row.text("uid").isEmpty()
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(row.number("uid"))));
    }

    /** Reads an address as the wire has it: that of IPv4, where one is mapped; empty for any. */
    static Optional<IpAddress> address(String text) {
        return IpAddress.parse(text)
                .map(address ->
                        address.isV6() && address.high() == 0 && address.low() >>> 32 == MAPPED_V4
                                ? IpAddress.v4(address.low() & 0xFFFF_FFFFL)
                                : address)
                .filter(address -> address.high() != 0 || address.low() != 0);
    }

    boolean isConnected() {
        return remotePort != 0;
    }

    /** Returns who has it open, in words. */
    String owner() {
        return pid.isPresent()
                ? "process %d (%s%s)"
                        .formatted(pid.getAsInt(), comm, exe.isEmpty() ? "" : ", " + exe)
                : "no process";
    }
}
