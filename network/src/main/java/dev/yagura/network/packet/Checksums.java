package dev.yagura.network.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The checksum of RFC 1071: the complement of a sum of 16-bit words in ones' complement. */
final class Checksums {
    private static final ValueLayout.OfShort WORD =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ALL_ONES = 0xFFFF;

    private Checksums() {}

    /** Returns the folded sum of the words; an odd byte at the end is followed by a zero. */
    static int sum(MemorySegment bytes) {
        long size = bytes.byteSize();
        long sum = 0; // of at most 2^17 words of 16 bits
        for (long at = 0; at + 1 < size; at += 2) {
            sum += Short.toUnsignedInt(bytes.get(WORD, at));
        }
        if (size % 2 != 0) {
            sum += Byte.toUnsignedInt(bytes.get(JAVA_BYTE, size - 1)) << 8;
        }
        return fold(sum);
    }

    /** Returns whether bytes with their checksum in them add up. */
    static boolean isGood(MemorySegment bytes) {
        return sum(bytes) == ALL_ONES;
    }

    /**
     * Judges the checksum of what lies in an IP packet.
     *
     * @param ip what it lies in: its addresses and protocol are covered too
     * @param bytes the whole segment, datagram or message, its checksum in it
     * @param stored the checksum
     */
    static Checksum judge(IpHeader ip, MemorySegment bytes, int stored) {
        int pseudo = pseudoHeader(ip, bytes.byteSize());
        if (fold(pseudo + (long) sum(bytes)) == ALL_ONES) {
            return Checksum.GOOD;
        }
        return stored == pseudo ? Checksum.OFFLOADED : Checksum.BAD;
    }

    private static int pseudoHeader(IpHeader ip, long length) {
        return fold(
                words(ip.source().high())
                        + words(ip.source().low())
                        + words(ip.destination().high())
                        + words(ip.destination().low())
                        + ip.protocol()
                        + words(length));
    }

    private static long words(long bits) {
        return (bits >>> 48)
                + (bits >>> 32 & ALL_ONES)
                + (bits >>> 16 & ALL_ONES)
                + (bits & ALL_ONES);
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & ALL_ONES) + (folded >>> 16);
        }
        return (int) folded;
    }
}
