package dev.yagura.network.match.content;

import dev.yagura.network.rules.ByteNumber;
import dev.yagura.network.rules.ByteNumber.Form;
import java.util.Optional;

/** Reads numbers out of bytes. */
final class NumberReader {
    /** Digits that are looked at where a rule does not say how many: as many as 64 bits have. */
    private static final int MAX_DIGITS = 23;

    /**
     * A number that was read.
     *
     * @param value unsigned 64 bits
     * @param end behind its last byte, or digit
     */
    record Read(long value, int end) {}

    private NumberReader() {}

    /**
     * Reads a number.
     *
     * @param position where the match before ended
     * @return empty if it is not in the buffer, or there are no digits
     */
    static Optional<Read> read(Inspection inspection, ByteNumber number, int position) {
        byte[] bytes = inspection.bytes();
        long start = inspection.numbers().of(number.offset()) + (number.relative() ? position : 0);
        long count = inspection.numbers().of(number.bytes());
        if (start < 0 || start >= bytes.length || count > bytes.length - start || count < 0) {
            return Optional.empty();
        }
        Optional<Read> read =
                switch (number.form()) {
                    case BIG_ENDIAN, LITTLE_ENDIAN ->
                            Optional.of(binary(bytes, (int) start, (int) count, number.form()));
                    case HEXADECIMAL -> digits(bytes, (int) start, (int) count, 16);
                    case DECIMAL -> digits(bytes, (int) start, (int) count, 10);
                    case OCTAL -> digits(bytes, (int) start, (int) count, 8);
                };
        return read.map(each -> new Read(masked(each.value(), number.bitMask()), each.end()));
    }

    private static Read binary(byte[] bytes, int start, int count, Form form) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            int at = form == Form.BIG_ENDIAN ? start + i : start + count - 1 - i;
            value = value << 8 | Byte.toUnsignedLong(bytes[at]);
        }
        return new Read(value, start + count);
    }

    /** Reads what C's strtoull would: white space, a sign, digits; not more than fit. */
    private static Optional<Read> digits(byte[] bytes, int start, int count, int base) {
        int length = count == 0 ? MAX_DIGITS : count;
        int limit = Math.min(bytes.length, start + length);
        int at = start;
        while (at < limit && (bytes[at] == ' ' || (bytes[at] >= '\t' && bytes[at] <= '\r'))) {
            at++;
        }
        boolean negative = at < limit && bytes[at] == '-';
        if (at < limit && (bytes[at] == '-' || bytes[at] == '+')) {
            at++;
        }
        if (base == 16
                && at + 2 < limit
                && bytes[at] == '0'
                && (bytes[at + 1] | 0x20) == 'x'
                && digit(bytes[at + 2], base) >= 0) {
            at += 2;
        }
        int first = at;
        long value = 0;
        while (at < limit && digit(bytes[at], base) >= 0) {
            long digit = digit(bytes[at], base);
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1 - digit, base)) > 0) {
                return Optional.empty();
            }
            value = value * base + digit;
            at++;
        }
        return at == first
                ? Optional.empty()
                : Optional.of(new Read(negative ? -value : value, at));
    }

    /** Not {@link Character#digit}, which takes a byte from 128 on for a character too. */
    private static int digit(byte one, int base) {
        return one < 0 ? -1 : Character.digit(one, base);
    }

    private static long masked(long value, long mask) {
        return mask == 0 ? value : (value & mask) >>> Long.numberOfTrailingZeros(mask);
    }
}
