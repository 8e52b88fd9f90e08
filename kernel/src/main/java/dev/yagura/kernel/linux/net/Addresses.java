package dev.yagura.kernel.linux.net;

import java.util.StringJoiner;

/** Writes network addresses. */
final class Addresses {
    private static final int V6_BYTES = 16;

    private Addresses() {}

    /** Returns an IPv4 address as four numbers; its first byte is lowest. */
    static String v4(int address) {
        return "%d.%d.%d.%d"
                .formatted(
                        address & 255,
                        (address >>> 8) & 255,
                        (address >>> 16) & 255,
                        address >>> 24);
    }

    /**
     * Returns an IPv6 address as RFC 5952 has it, a mapped IPv4 address with its dots.
     *
     * @param bytes 16 of them
     */
    static String v6(byte[] bytes) {
        if (bytes.length != V6_BYTES) {
            throw new IllegalArgumentException("bytes: %d, expected 16".formatted(bytes.length));
        }
        int[] words = new int[8];
        for (int i = 0; i < words.length; i++) {
            words[i] = (bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255);
        }
        if ((words[0] | words[1] | words[2] | words[3] | words[4]) == 0 && words[5] == 0xffff) {
            return "::ffff:%d.%d.%d.%d"
                    .formatted(words[6] >>> 8, words[6] & 255, words[7] >>> 8, words[7] & 255);
        }
        int start = -1;
        int longest = 1; // A single group of zeros is not left out.
        for (int i = 0; i < words.length; i++) {
            int end = i;
            while (end < words.length && words[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                start = i;
                longest = end - i;
            }
        }
        return start < 0
                ? join(words, 0, words.length)
                : join(words, 0, start) + "::" + join(words, start + longest, words.length);
    }

    private static String join(int[] words, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(words[i]));
        }
        return text.toString();
    }

    /** Returns a number whose two bytes are in network order. */
    static int swapped(int bigEndian) {
        return Short.toUnsignedInt(Short.reverseBytes((short) bigEndian));
    }
}
