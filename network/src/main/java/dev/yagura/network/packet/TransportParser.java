package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads what an IP packet carries. */
final class TransportParser {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    private static final Field SOURCE_PORT = new Field("Source Port", 0, 2);
    private static final Field DESTINATION_PORT = new Field("Destination Port", 2, 2);

    private static final Field SEQUENCE = new Field("Sequence Number", 4, 4);
    private static final Field ACKNOWLEDGMENT = new Field("Acknowledgment Number", 8, 4);
    private static final Field DATA_OFFSET = new Field("Data Offset", 12, 1);
    private static final Field FLAGS = new Field("Control Bits", 13, 1);
    private static final Field WINDOW = new Field("Window", 14, 2);
    private static final Field TCP_CHECKSUM = new Field("Checksum", 16, 2);
    private static final Field URGENT_POINTER = new Field("Urgent Pointer", 18, 2);
    private static final int TCP_MIN_BYTES = 20;

    private static final Field UDP_LENGTH = new Field("Length", 4, 2);
    private static final Field UDP_CHECKSUM = new Field("Checksum", 6, 2);
    private static final int UDP_BYTES = 8;

    private static final Field TYPE = new Field("Type", 0, 1);
    private static final Field CODE = new Field("Code", 1, 1);
    private static final Field ICMP_CHECKSUM = new Field("Checksum", 2, 2);
    private static final int ICMP_BYTES = 4;
    private static final int ICMPV6_BYTES = 8; // with what each type has behind the checksum

    private TransportParser() {}

    static Packet parse(List<Integer> vlans, IpPart part) throws MalformedStructureException {
        IpHeader ip = part.ip();
        return switch (ip.protocol()) {
            case TCP -> tcp(vlans, part);
            case UDP -> udp(vlans, part);
            case ICMP -> ip.isV6() ? other(vlans, part) : icmp(vlans, part);
            case ICMPV6 -> ip.isV6() ? icmp(vlans, part) : other(vlans, part);
            default -> other(vlans, part);
        };
    }

    /**
     * Refuses the first fragment of an IPv6 packet if the header of what it carries is not in it
     * (RFC 8200, "Fragment Header").
     */
    static void requireHeader(int protocol, MemorySegment bytes)
            throws MalformedStructureException {
        int headerBytes =
                switch (protocol) {
                    case TCP -> TCP_MIN_BYTES;
                    case UDP -> UDP_BYTES;
                    case ICMPV6 -> ICMPV6_BYTES;
                    default -> 1;
                };
        if (bytes.byteSize() < headerBytes) {
            throw new Structure("ipv6 first fragment", bytes)
                    .malformed(
                            Reason.TRUNCATED,
                            new Field("header of protocol " + protocol, 0, headerBytes),
                            "ends at byte %d of %d".formatted(headerBytes, bytes.byteSize()));
        }
    }

    private static Packet tcp(List<Integer> vlans, IpPart part) throws MalformedStructureException {
        var header = new Structure("tcp header", part.payload());
        header.u16be(URGENT_POINTER); // the last field: all of them are there
        int headerBytes = (header.u8(DATA_OFFSET) >>> 4) * 4;
        header.requireRange(DATA_OFFSET, headerBytes, TCP_MIN_BYTES, header.size());
        var tcp =
                new Transport.Tcp(
                        header.u16be(SOURCE_PORT),
                        header.u16be(DESTINATION_PORT),
                        header.u32be(SEQUENCE),
                        header.u32be(ACKNOWLEDGMENT),
                        header.u8(FLAGS),
                        header.u16be(WINDOW),
                        judge(part, part.payload(), header.u16be(TCP_CHECKSUM)));
        return new Packet(vlans, part.ip(), tcp, part.payload().asSlice(headerBytes), part.isCut());
    }

    private static Packet udp(List<Integer> vlans, IpPart part) throws MalformedStructureException {
        var header = new Structure("udp header", part.payload());
        int stored = header.u16be(UDP_CHECKSUM);
        long length =
                header.requireRange(
                        UDP_LENGTH, header.u16be(UDP_LENGTH), UDP_BYTES, part.wireBytes());
        MemorySegment datagram =
                part.payload().asSlice(0, Math.min(length, part.payload().byteSize()));
        Checksum checksum =
                stored == 0 && !part.ip().isV6() ? Checksum.ABSENT : judge(part, datagram, stored);
        return new Packet(
                vlans,
                part.ip(),
                new Transport.Udp(
                        header.u16be(SOURCE_PORT), header.u16be(DESTINATION_PORT), checksum),
                datagram.asSlice(UDP_BYTES),
                datagram.byteSize() < length);
    }

    private static Packet icmp(List<Integer> vlans, IpPart part)
            throws MalformedStructureException {
        var header = new Structure("icmp header", part.payload());
        int stored = header.u16be(ICMP_CHECKSUM);
        Checksum checksum;
        if (part.ip().isV6() || part.isCut()) {
            checksum = judge(part, part.payload(), stored);
        } else {
            checksum = Checksums.isGood(part.payload()) ? Checksum.GOOD : Checksum.BAD;
        }
        return new Packet(
                vlans,
                part.ip(),
                new Transport.Icmp(header.u8(TYPE), header.u8(CODE), checksum),
                part.payload().asSlice(ICMP_BYTES),
                part.isCut());
    }

    private static Packet other(List<Integer> vlans, IpPart part) {
        return new Packet(vlans, part.ip(), new Transport.Other(), part.payload(), part.isCut());
    }

    private static Checksum judge(IpPart part, MemorySegment bytes, int stored) {
        return part.isCut() ? Checksum.UNCHECKED : Checksums.judge(part.ip(), bytes, stored);
    }
}
