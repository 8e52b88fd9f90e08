package dev.yagura.network.match.content;

import dev.yagura.network.rules.BufferCondition.Base64;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * {@code base64_decode}, and what {@code base64_data} asks of what it makes. Digits are decoded up
 * to the first byte that is none; fewer than make a byte fail.
 *
 * @param condition the condition
 * @param inside what is asked of what it makes
 */
record Base64Step(Base64 condition, Optional<List<Step>> inside) implements Step {
    private static final String DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int BITS = 6;

    @Override
    public boolean isRelative() {
        return condition.relative();
    }

    @Override
    public boolean matches(Inspection inspection, int index, int position) {
        byte[] bytes = inspection.bytes();
        long start = condition.offset() + (condition.relative() ? (long) position : 0);
        long end = Math.min(bytes.length, start + condition.bytes().orElse(bytes.length));
        if (start >= end) {
            return false;
        }
        byte[] decoded = decode(bytes, (int) start, (int) end);
        inspection.effort().look(end - start);
        return decoded.length > 0
                && (inside.isEmpty() || inspection.inside(decoded, inside.get()))
                && inspection.rest(index + 1, position);
    }

    private static byte[] decode(byte[] bytes, int start, int end) {
        var decoded = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int at = start; at < end; at++) {
            int digit = DIGITS.indexOf(Byte.toUnsignedInt(bytes[at]));
            if (digit < 0) {
                break;
            }
            held = held << BITS | digit;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                decoded.write(held >>> bits);
                held &= (1 << bits) - 1;
            }
        }
        return decoded.toByteArray();
    }
}
