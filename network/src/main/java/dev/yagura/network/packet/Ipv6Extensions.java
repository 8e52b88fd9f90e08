package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.network.packet.IpPart.FragmentPlace;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The extension headers of an IPv6 packet, up to the first that is none, or a fragment's.
 *
 * @param protocol what comes after them
 * @param fragment empty if there is no fragment header, or one of a packet that is no fragment
 * @param payload what comes after them; of a fragment its bytes
 */
record Ipv6Extensions(int protocol, Optional<FragmentPlace> fragment, MemorySegment payload) {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    private static final Field NEXT_HEADER = new Field("Next Header", 0, 1);
    private static final Field LENGTH = new Field("Hdr Ext Len", 1, 1);
    private static final Field OFFSET_AND_MORE = new Field("Fragment Offset, M", 2, 2);
    private static final Field IDENTIFICATION = new Field("Identification", 4, 4);
    private static final int FRAGMENT_BYTES = 8;
    private static final int OFFSET_MASK = 0xFFF8;

    /** Real packets have two or three. */
    private static final int MAX_HEADERS = 16;

    /** Reads those of a packet, or of a fragment up to its own header. */
    static Ipv6Extensions ofPacket(int firstHeader, MemorySegment bytes)
            throws MalformedStructureException {
        return walk(firstHeader, bytes, false);
    }

    /** Reads those of a packet that was put together: no fragment header is left in it. */
    static Ipv6Extensions ofFragments(int firstHeader, MemorySegment bytes)
            throws MalformedStructureException {
        return walk(firstHeader, bytes, true);
    }

    private static Ipv6Extensions walk(int firstHeader, MemorySegment bytes, boolean hasFragment)
            throws MalformedStructureException {
        boolean seen = hasFragment;
        int next = firstHeader;
        MemorySegment rest = bytes;
        for (int count = 0; isExtension(next); count++) {
            var header = new Structure("ipv6 extension header " + next, rest);
            if (count == MAX_HEADERS) {
                throw header.malformed(
                        Reason.OUT_OF_RANGE,
                        NEXT_HEADER,
                        "is of header %d, expected at most %d"
                                .formatted(MAX_HEADERS + 1, MAX_HEADERS));
            }
            int kind = next;
            next = header.u8(NEXT_HEADER);
            if (kind == FRAGMENT) {
                FragmentPlace place = place(header, (int) (bytes.byteSize() - rest.byteSize()));
                if (seen) {
                    throw header.malformed(
                            Reason.OUT_OF_RANGE,
                            OFFSET_AND_MORE,
                            "is of a second fragment header, expected one of a packet");
                }
                seen = true;
                rest = rest.asSlice(FRAGMENT_BYTES);
                if (place.more() || place.offsetBytes() != 0) {
                    return new Ipv6Extensions(next, Optional.of(place), rest);
                }
                continue; // RFC 6946: whole by itself
            }
            int length = header.u8(LENGTH);
            int lengthBytes = kind == AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8;
            if (lengthBytes > rest.byteSize()) {
                throw header.malformed(
                        Reason.TRUNCATED,
                        LENGTH,
                        "is of %d bytes, of which %d are there"
                                .formatted(lengthBytes, rest.byteSize()));
            }
            rest = rest.asSlice(lengthBytes);
        }
        return new Ipv6Extensions(next, Optional.empty(), rest);
    }

    private static FragmentPlace place(Structure header, int headerBytes)
            throws MalformedStructureException {
        int offsetAndMore = header.u16be(OFFSET_AND_MORE);
        long id = header.u32be(IDENTIFICATION);
        return new FragmentPlace(
                id, offsetAndMore & OFFSET_MASK, (offsetAndMore & 1) != 0, headerBytes);
    }

    private static boolean isExtension(int header) {
        return switch (header) {
            case HOP_BY_HOP,
                    ROUTING,
                    FRAGMENT,
                    AUTHENTICATION,
                    DESTINATION_OPTIONS,
                    MOBILITY,
                    HOST_IDENTITY,
                    SHIM6 ->
                    true;
            default -> false;
        };
    }
}
