package dev.yagura.detect.yara;

/** Reads numbers: decimal, {@code 0x}, {@code 0o}, with {@code KB} or {@code MB} behind. */
final class Numbers {
    private Numbers() {}

    /**
     * A number.
     *
     * @param end where it ends in the text
     */
    record Found(long value, int end) {}

    /** Reads the number that starts at a digit. */
    static Found at(String text, int start) throws Refusal {
        int radix = 10;
        int at = start;
        if (text.startsWith("0x", start)) {
            radix = 16;
            at += 2;
        } else if (text.startsWith("0o", start)) {
            radix = 8;
            at += 2;
        }
        int digits = at;
        while (at < text.length()
                && text.charAt(at) < 128
                && Character.digit(text.charAt(at), radix) >= 0) {
            at++;
        }
        if (radix == 10
                && at + 1 < text.length()
                && text.charAt(at) == '.'
                && digit(text, at + 1)) {
            throw new Refusal(start, "floating point numbers are not supported");
        }
        long value = value(text.substring(digits, at), radix, start);
        long unit = radix == 10 ? unit(text, at) : 1;
        int end = unit == 1 ? at : at + 2;
        if (end < text.length() && Words.isPart(text.charAt(end))) {
            throw new Refusal(start, "number goes on with a letter");
        }
        try {
            return new Found(Math.multiplyExact(value, unit), end);
        } catch (ArithmeticException e) {
            throw tooLarge(start);
        }
    }

    private static boolean digit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static long value(String digits, int radix, int start) throws Refusal {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            throw tooLarge(start);
        }
    }

    private static long unit(String text, int at) {
        if (text.startsWith("KB", at)) {
            return 1L << 10;
        }
        return text.startsWith("MB", at) ? 1L << 20 : 1;
    }

    private static Refusal tooLarge(int start) {
        return new Refusal(start, "number has no digits, or is beyond 2^63 - 1");
    }
}
