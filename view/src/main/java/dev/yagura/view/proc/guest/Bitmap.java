package dev.yagura.view.proc.guest;

/**
 * Bits as the kernel writes them: {@code %*pb} and {@code %*pbl} of lib/vsprintf.c.
 *
 * @param bytes lowest first
 * @param count how many bits there are, at most 8 a byte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Bitmap(byte[] bytes, int count) {
    private static final int GROUP_BITS = 32;

    /** Refuses more bits than there are. */
    public Bitmap {
        if (count < 0 || count > bytes.length * 8) {
            throw new IllegalArgumentException(
                    "count = %d, expected 0..%d".formatted(count, bytes.length * 8));
        }
        bytes = bytes.clone();
    }

    private boolean isSet(int bit) {
        return (bytes[bit / 8] >>> (bit % 8) & 1) != 0;
    }

    /** Returns groups of 32 bits in hexadecimal, highest first. */
    public String mask() {
        StringBuilder text = new StringBuilder();
        int end = count;
        while (end > 0) {
            int bits = end % GROUP_BITS == 0 ? GROUP_BITS : end % GROUP_BITS;
            long group = 0;
            for (int bit = end - 1; bit >= end - bits; bit--) {
                group = group << 1 | (isSet(bit) ? 1 : 0);
            }
            String digits = Long.toHexString(group);
            text.append(text.isEmpty() ? "" : ",")
                    .append("0".repeat((bits + 3) / 4 - digits.length()))
                    .append(digits);
            end -= bits;
        }
        return text.toString();
    }

    /** Returns ranges of set bits, such as {@code "0-3,5"}. */
    public String list() {
        StringBuilder text = new StringBuilder();
        int bit = 0;
        while (bit < count) {
            int end = bit;
            while (end < count && isSet(end)) {
                end++;
            }
            if (end > bit) {
                text.append(text.isEmpty() ? "" : ",").append(bit);
                text.append(end > bit + 1 ? "-" + (end - 1) : "");
            }
            bit = end + 1;
        }
        return text.toString();
    }
}
