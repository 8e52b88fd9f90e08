package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;

/** Reads IPv6 headers with what extends them. */
final class Ipv6 {
    private static final Field VERSION = new Field("Version", 0, 1);
    private static final Field TRAFFIC_CLASS = new Field("Traffic Class", 0, 2);
    private static final Field PAYLOAD_LENGTH = new Field("Payload Length", 4, 2);
    private static final Field NEXT_HEADER = new Field("Next Header", 6, 1);
    private static final Field HOP_LIMIT = new Field("Hop Limit", 7, 1);
    private static final Field SOURCE_HIGH = new Field("Source Address", 8, 8);
    private static final Field SOURCE_LOW = new Field("Source Address", 16, 8);
    private static final Field DESTINATION_HIGH = new Field("Destination Address", 24, 8);
    private static final Field DESTINATION_LOW = new Field("Destination Address", 32, 8);

    private static final int HEADER_BYTES = 40;

    private Ipv6() {}

    /**
     * Reads a packet.
     *
     * @param missingBytes what the capture left out behind {@code bytes}
     */
    static IpPart parse(MemorySegment bytes, long missingBytes) throws MalformedStructureException {
        var header = new Structure("ipv6 header", bytes);
        header.requireRange(VERSION, header.u8(VERSION) >>> 4, 6, 6);
        var source = new IpAddress(true, header.u64be(SOURCE_HIGH), header.u64be(SOURCE_LOW));
        var destination =
                new IpAddress(true, header.u64be(DESTINATION_HIGH), header.u64be(DESTINATION_LOW));
        int length = header.u16be(PAYLOAD_LENGTH);
        long onWire = bytes.byteSize() - HEADER_BYTES + missingBytes;
        Lengths.require(header, PAYLOAD_LENGTH, length, 0, onWire);
        MemorySegment payload =
                bytes.asSlice(HEADER_BYTES, Math.min(length, bytes.byteSize() - HEADER_BYTES));
        Ipv6Extensions extensions = Ipv6Extensions.ofPacket(header.u8(NEXT_HEADER), payload);
        return new IpPart(
                new IpHeader(
                        source,
                        destination,
                        extensions.protocol(),
                        header.u16be(TRAFFIC_CLASS) >>> 4 & 0xFF,
                        header.u8(HOP_LIMIT),
                        extensions.fragment().isPresent()),
                extensions.fragment(),
                extensions.payload(),
                length - (payload.byteSize() - extensions.payload().byteSize()));
    }
}
