package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with values in them, by the rules of {@code printf} as far as the kernel follows them. */
final class TextFormat {
    private static final int MAX_VALUES = 12;
    private static final int MAX_WIDTH = 64;

    /** Flags, width, length, conversion; and the kernel's own {@code %pS}. */
    private static final Pattern DIRECTIVE =
            Pattern.compile("%(?:%|([-0#]*)(\\d{0,3})(hh|h|ll|l|z|)(pS|[diuxXoscp])|(.?))");

    private final Linux linux;
    private final Texts texts;
    private final Work work;

    TextFormat(Linux linux, Texts texts, Work work) {
        this.linux = linux;
        this.texts = texts;
        this.work = work;
    }

    /**
     * Makes a text.
     *
     * @param format address of the format
     * @param values address of the values, eight bytes each
     * @param count how many there are
     */
    String of(Memory memory, long format, long values, long count) throws Trap, IOException {
        if (count < 0 || count > MAX_VALUES) {
            throw refused("has %d values, expected at most %d".formatted(count, MAX_VALUES));
        }
        String text = texts.read(memory, format);
        StringBuilder made = new StringBuilder();
        Matcher directives = DIRECTIVE.matcher(text);
        int from = 0;
        int used = 0;
        while (directives.find()) {
            made.append(text, from, directives.start());
            from = directives.end();
            if (directives.group(5) != null) {
                throw refused("has the unknown %s".formatted(directives.group()));
            }
            if (directives.group(4) == null) {
                made.append('%');
                continue;
            }
            if (used == count) {
                throw refused("wants more than its %d values".formatted(count));
            }
            made.append(value(memory, directives, memory.load8(values + 8L * used++)));
        }
        String whole = made.append(text, from, text.length()).toString();
        work.spend(whole.length());
        return whole.length() > Texts.MAX_BYTES ? whole.substring(0, Texts.MAX_BYTES) : whole;
    }

    private String value(Memory memory, Matcher directive, long value) throws Trap, IOException {
        String flags = directive.group(1);
        long number = narrowed(value, directive.group(3), directive.group(4));
        String text =
                switch (directive.group(4)) {
                    case "d", "i" -> Long.toString(number);
                    case "u" -> Long.toUnsignedString(number);
                    case "x" -> (flags.contains("#") ? "0x" : "") + Long.toHexString(number);
                    case "X" -> Long.toHexString(number).toUpperCase(java.util.Locale.ROOT);
                    case "o" -> Long.toOctalString(number);
                    case "c" -> String.valueOf((char) (value & 0xFF));
                    case "p" -> "0x" + Long.toHexString(value);
                    case "pS" -> {
                        work.spend(Work.OWNER);
                        yield linux.owners().locate(value).describe();
                    }
                    default -> texts.read(memory, value);
                };
        return padded(text, flags, directive.group(2));
    }

    private static long narrowed(long value, String length, String conversion) {
        boolean signed = conversion.equals("d") || conversion.equals("i");
        return switch (length) {
            case "hh" -> signed ? (byte) value : value & 0xFF;
            case "h" -> signed ? (short) value : value & 0xFFFF;
            case "" -> signed ? (int) value : value & 0xFFFF_FFFFL;
            default -> value;
        };
    }

    private static String padded(String text, String flags, String width) {
        int wanted = width.isEmpty() ? 0 : Math.min(MAX_WIDTH, Integer.parseInt(width));
        int missing = wanted - text.length();
        if (missing <= 0) {
            return text;
        }
        if (flags.contains("-")) {
            return text + " ".repeat(missing);
        }
        if (!flags.contains("0")) {
            return " ".repeat(missing) + text;
        }
        int sign = text.startsWith("-") ? 1 : 0;
        return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }

    private static Trap refused(String detail) {
        return new Trap(ProgramFault.Kind.HELPER, 0, "format " + detail);
    }
}
