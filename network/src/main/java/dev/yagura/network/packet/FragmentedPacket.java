package dev.yagura.network.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.network.packet.IpPart.FragmentPlace;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fragments of one packet that have come. */
final class FragmentedPacket {
    private static final Field OFFSET = new Field("Fragment Offset", 6, 2);
    private static final int MAX_BYTES = 0xFFFF;
    private static final int FRAGMENT_COST_BYTES = 128;

    /** Fragments that came one behind the other. */
    private static final class Run {
        private final List<byte[]> pieces = new ArrayList<>();
        private int end;

        private Run(int start) {
            end = start;
        }

        private void append(MemorySegment piece) {
            pieces.add(piece.toArray(JAVA_BYTE));
            end += (int) piece.byteSize();
        }
    }

    /** What a fragment did. */
    enum Outcome {
        /** It is kept. */
        KEPT,
        /** It is within what has come: it is dropped, the others stay. */
        DUPLICATE,
        /** It is the last that was missing. */
        COMPLETE
    }

    private final Instant firstSeen;
    private final boolean v6;
    private final TreeMap<Integer, Run> runs = new TreeMap<>();
    private int length; // of the packet, as far as is known
    private boolean lengthIsKnown;
    private int heldBytes;
    private int fragments;
    private int protocol;
    private int headerBytes;
    private boolean ecnCapable;
    private boolean notEcnCapable;

    FragmentedPacket(IpHeader ip, Instant firstSeen) {
        this.firstSeen = firstSeen;
        this.v6 = ip.isV6();
        this.protocol = ip.protocol();
    }

    Instant firstSeen() {
        return firstSeen;
    }

    /** Returns the memory that it takes: a fragment may hold a few bytes only. */
    int costBytes() {
        return heldBytes + fragments * FRAGMENT_COST_BYTES;
    }

    /** Returns what the packet carries: what its first fragment says. */
    int protocol() {
        return protocol;
    }

    /**
     * Takes a fragment.
     *
     * @throws MalformedStructureException if the whole packet is to be dropped
     */
    Outcome add(IpPart part, FragmentPlace place) throws MalformedStructureException {
        int start = place.offsetBytes();
        int end = start + (int) part.payload().byteSize();
        if (place.more()) {
            end &= ~7;
            if (end > length) {
                require(!lengthIsKnown, end, "lies beyond the last fragment");
                length = end;
            }
        } else {
            require(end >= length, end, "ends the packet before what has come");
            require(!lengthIsKnown || end == length, end, "is another end of the packet");
            lengthIsKnown = true;
            length = end;
        }
        require(end > start, end, "is the end of an empty fragment");
        if (!insert(start, end, part.payload().asSlice(0, end - start))) {
            return Outcome.DUPLICATE;
        }
        if (start == 0) {
            protocol = part.ip().protocol();
            headerBytes = place.headerBytes();
        }
        ecnCapable |= part.ip().isEcnCapable();
        notEcnCapable |= !part.ip().isEcnCapable();
        if (!lengthIsKnown || heldBytes < length) {
            return Outcome.KEPT;
        }
        require(headerBytes + length <= MAX_BYTES, end, "makes more than a packet's length says");
        require(!ecnCapable || !notEcnCapable, end, "differs from others in being ECN-capable");
        return Outcome.COMPLETE;
    }

    /** Returns false for a fragment that lies within one run. */
    private boolean insert(int start, int end, MemorySegment bytes)
            throws MalformedStructureException {
        Map.Entry<Integer, Run> last = runs.lastEntry();
        Map.Entry<Integer, Run> before = runs.lowerEntry(end);
        if (before != null && before.getValue().end > start) {
            boolean within = before.getKey() <= start && end <= before.getValue().end;
            require(within, end, "overlaps other fragments");
            return false;
        }
        if (last != null && last.getValue().end == start) {
            last.getValue().append(bytes);
        } else {
            var run = new Run(start);
            run.append(bytes);
            runs.put(start, run);
        }
        heldBytes += end - start;
        fragments++;
        return true;
    }

    /** Returns the packet's payload, once it is complete. */
    MemorySegment payload() {
        byte[] whole = new byte[length];
        int at = 0;
        for (Run run : runs.values()) {
            for (byte[] piece : run.pieces) {
                System.arraycopy(piece, 0, whole, at, piece.length);
                at += piece.length;
            }
        }
        return MemorySegment.ofArray(whole);
    }

    /** Refuses a fragment that no receiver takes, before it can touch those that have come. */
    static void check(IpPart part, FragmentPlace place) throws MalformedStructureException {
        if (part.isCut()) {
            throw malformed(part.ip().isV6(), "is of a fragment that the capture cut off");
        }
        if (part.ip().isV6()) {
            checkV6(part, place);
        }
    }

    private static void checkV6(IpPart part, FragmentPlace place)
            throws MalformedStructureException {
        long end = place.headerBytes() + place.offsetBytes() + part.wireBytes();
        if (end > MAX_BYTES) {
            throw malformed(true, "ends at byte %d, expected at most %d".formatted(end, MAX_BYTES));
        }
        if (place.more() && part.wireBytes() % 8 != 0) {
            throw malformed(
                    true,
                    "is of a fragment of %d bytes, expected a multiple of 8"
                            .formatted(part.wireBytes()));
        }
        if (place.offsetBytes() == 0) {
            Ipv6Extensions inside = Ipv6Extensions.ofPacket(part.ip().protocol(), part.payload());
            if (inside.fragment().isEmpty()) {
                TransportParser.requireHeader(inside.protocol(), inside.payload());
            }
        }
    }

    private void require(boolean holds, int end, String detail) throws MalformedStructureException {
        if (!holds) {
            throw malformed(
                    v6, "with end at byte %d %s; the packet is dropped".formatted(end, detail));
        }
    }

    private static MalformedStructureException malformed(boolean v6, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                v6 ? "ipv6 fragment" : "ipv4 fragment",
                OFFSET.name(),
                OFFSET.offset(),
                detail);
    }
}
