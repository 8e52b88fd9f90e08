package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.network.packet.IpPart.FragmentPlace;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Reads IPv4 headers. Options are passed over. */
final class Ipv4 {
    private static final Field VERSION = new Field("Version", 0, 1);
    private static final Field HEADER_LENGTH = new Field("IHL", 0, 1);
    private static final Field TYPE_OF_SERVICE = new Field("Type of Service", 1, 1);
    private static final Field TOTAL_LENGTH = new Field("Total Length", 2, 2);
    private static final Field IDENTIFICATION = new Field("Identification", 4, 2);
    private static final Field FLAGS_AND_OFFSET = new Field("Flags, Fragment Offset", 6, 2);
    private static final Field TIME_TO_LIVE = new Field("Time to Live", 8, 1);
    private static final Field PROTOCOL = new Field("Protocol", 9, 1);
    private static final Field CHECKSUM = new Field("Header Checksum", 10, 2);
    private static final Field SOURCE = new Field("Source Address", 12, 4);
    private static final Field DESTINATION = new Field("Destination Address", 16, 4);

    private static final int MIN_HEADER_BYTES = 20;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET_MASK = 0x1FFF;

    private Ipv4() {}

    /**
     * Reads a packet.
     *
     * @param missingBytes what the capture left out behind {@code bytes}
     */
    static IpPart parse(MemorySegment bytes, long missingBytes) throws MalformedStructureException {
        var header = new Structure("ipv4 header", bytes);
        int versionAndLength = header.u8(VERSION);
        header.requireRange(VERSION, versionAndLength >>> 4, 4, 4);
        int headerBytes = (versionAndLength & 0xF) * 4;
        IpAddress source = IpAddress.v4(header.u32be(SOURCE));
        IpAddress destination = IpAddress.v4(header.u32be(DESTINATION)); // the least there is
        Lengths.require(header, HEADER_LENGTH, headerBytes, MIN_HEADER_BYTES, bytes.byteSize());
        int total = header.u16be(TOTAL_LENGTH);
        Lengths.require(header, TOTAL_LENGTH, total, headerBytes, bytes.byteSize() + missingBytes);
        if (!Checksums.isGood(bytes.asSlice(0, headerBytes))) {
            throw header.malformed(
                    Reason.BAD_CHECKSUM,
                    CHECKSUM,
                    "is 0x%04x, which does not fit".formatted(header.u16be(CHECKSUM)));
        }
        int place = header.u16be(FLAGS_AND_OFFSET);
        boolean more = (place & MORE_FRAGMENTS) != 0;
        int offset = (place & OFFSET_MASK) * 8;
        Optional<FragmentPlace> fragment =
                more || offset != 0
                        ? Optional.of(
                                new FragmentPlace(
                                        header.u16be(IDENTIFICATION), offset, more, headerBytes))
                        : Optional.empty();
        long captured = Math.min(total, bytes.byteSize());
        return new IpPart(
                new IpHeader(
                        source,
                        destination,
                        header.u8(PROTOCOL),
                        header.u8(TYPE_OF_SERVICE),
                        header.u8(TIME_TO_LIVE),
                        fragment.isPresent()),
                fragment,
                bytes.asSlice(headerBytes, captured - headerBytes),
                total - headerBytes);
    }
}
