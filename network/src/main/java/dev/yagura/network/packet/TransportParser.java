package dev.yagura.network.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads what an IP packet carries. */
final class TransportParser {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int GRE = 47;
    private static final int ICMPV6 = 58;
    private static final int SCTP = 132;

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
    private static final Field ICMP_REST = new Field("Rest of Header", 4, 4);
    private static final int ICMP_BYTES = 8; // fewer are dropped, though some types need but four

    private static final Field VERIFICATION_TAG = new Field("Verification Tag", 4, 4);
    private static final Field SCTP_CHECKSUM = new Field("Checksum", 8, 4);
    private static final int SCTP_BYTES = 12;

    private TransportParser() {}

    static Packet parse(Envelope envelope, IpPart part) throws MalformedStructureException {
        IpHeader ip = part.ip();
        return switch (ip.protocol()) {
            case TCP -> tcp(envelope, part);
            case UDP -> udp(envelope, part);
            case ICMP -> ip.isV6() ? other(envelope, part) : icmp(envelope, part);
            case ICMPV6 -> ip.isV6() ? icmp(envelope, part) : other(envelope, part);
            case GRE -> GreHeader.parse(envelope, part);
            case SCTP -> sctp(envelope, part);
            default -> other(envelope, part);
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
                    case ICMPV6 -> ICMP_BYTES;
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

    private static Packet tcp(Envelope envelope, IpPart part) throws MalformedStructureException {
        var header = new Structure("tcp header", part.payload());
        header.u16be(URGENT_POINTER); // the last field: all of them are there
        int headerBytes = (header.u8(DATA_OFFSET) >>> 4) * 4;
        Lengths.require(header, DATA_OFFSET, headerBytes, TCP_MIN_BYTES, header.size());
        var tcp =
                new Transport.Tcp(
                        header.u16be(SOURCE_PORT),
                        header.u16be(DESTINATION_PORT),
                        header.u32be(SEQUENCE),
                        header.u32be(ACKNOWLEDGMENT),
                        header.u8(FLAGS),
                        header.u16be(WINDOW),
                        TcpOptions.parse(
                                part.payload().asSlice(TCP_MIN_BYTES, headerBytes - TCP_MIN_BYTES)),
                        judge(part, part.payload(), header.u16be(TCP_CHECKSUM)));
        return packet(envelope, part, tcp, headerBytes);
    }

    private static Packet udp(Envelope envelope, IpPart part) throws MalformedStructureException {
        var header = new Structure("udp header", part.payload());
        int stored = header.u16be(UDP_CHECKSUM);
        int length = header.u16be(UDP_LENGTH);
        Lengths.require(header, UDP_LENGTH, length, UDP_BYTES, part.wireBytes());
        MemorySegment datagram =
                part.payload().asSlice(0, Math.min(length, part.payload().byteSize()));
        Checksum checksum =
                stored == 0 && !part.ip().isV6() ? Checksum.ABSENT : judge(part, datagram, stored);
        return new Packet(
                envelope,
                part.ip(),
                new Transport.Udp(
                        header.u16be(SOURCE_PORT), header.u16be(DESTINATION_PORT), checksum),
                datagram.asSlice(UDP_BYTES),
                length - datagram.byteSize(),
                Optional.empty());
    }

    private static Packet icmp(Envelope envelope, IpPart part) throws MalformedStructureException {
        var header = new Structure("icmp header", part.payload());
        int stored = header.u16be(ICMP_CHECKSUM);
        Checksum checksum;
        if (part.ip().isV6() || part.isCut()) {
            checksum = judge(part, part.payload(), stored);
        } else {
            checksum = Checksums.isGood(part.payload()) ? Checksum.GOOD : Checksum.BAD;
        }
        var icmp =
                new Transport.Icmp(
                        header.u8(TYPE), header.u8(CODE), header.u32be(ICMP_REST), checksum);
        return packet(envelope, part, icmp, ICMP_BYTES);
    }

    private static Packet sctp(Envelope envelope, IpPart part) throws MalformedStructureException {
        var header = new Structure("sctp header", part.payload());
        long stored = header.u32be(SCTP_CHECKSUM);
        var sctp =
                new Transport.Sctp(
                        header.u16be(SOURCE_PORT),
                        header.u16be(DESTINATION_PORT),
                        header.u32be(VERIFICATION_TAG),
                        judgeSctp(part, stored));
        return packet(envelope, part, sctp, SCTP_BYTES);
    }

    /** The sum is CRC-32C over the packet with zeros in its place, its lowest byte first. */
    private static Checksum judgeSctp(IpPart part, long stored) {
        if (stored == 0) {
            return Checksum.ABSENT;
        }
        if (part.isCut()) {
            return Checksum.UNCHECKED;
        }
        byte[] bytes = part.payload().toArray(JAVA_BYTE);
        int at = (int) SCTP_CHECKSUM.offset();
        Arrays.fill(bytes, at, at + (int) SCTP_CHECKSUM.size(), (byte) 0);
        var crc = new CRC32C();
        crc.update(bytes);
        return Integer.reverseBytes((int) crc.getValue()) == (int) stored
                ? Checksum.GOOD
                : Checksum.BAD;
    }

    private static Packet other(Envelope envelope, IpPart part) {
        return packet(envelope, part, new Transport.Other(), 0);
    }

    static Packet packet(Envelope envelope, IpPart part, Transport transport, int headerBytes) {
        return new Packet(
                envelope,
                part.ip(),
                transport,
                part.payload().asSlice(headerBytes),
                part.wireBytes() - part.payload().byteSize(),
                Optional.empty());
    }

    private static Checksum judge(IpPart part, MemorySegment bytes, int stored) {
        return part.isCut() ? Checksum.UNCHECKED : Checksums.judge(part.ip(), bytes, stored);
    }
}
