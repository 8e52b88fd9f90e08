package dev.yagura.network.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Values that a rule's file has, and what each is worth. Immutable; made when rules are read. */
public final class Dataset {
    private static final int MAX_WORTH = 0xFFFF;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

    /** How values are written, and what of a buffer is compared with them. */
    public enum Type {
        /** The bytes themselves; in the file in Base64. */
        STRING(""),
        /** Their MD5. */
        MD5("MD5"),
        /** Their SHA-256. */
        SHA256("SHA-256");

        private final String digest;

        Type(String digest) {
            this.digest = digest;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Type type;
    private final Map<String, Integer> values;

    private Dataset(Type type, Map<String, Integer> values) {
        this.type = type;
        this.values = values;
    }

    /**
     * Reads a file: a value a line, of {@code datarep} with a comma and a number behind it.
     *
     * @param worth whether values have a number
     * @param max how many values it may have
     * @throws IllegalArgumentException if a line is none; the message has its number
     */
    static Dataset read(String text, Type type, boolean worth, int max) {
        Map<String, Integer> values = new HashMap<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            if (values.size() == max) {
                throw new IllegalArgumentException(
                        "line %d: has more than %d values before it".formatted(number, max));
            }
            int comma = worth ? entry.lastIndexOf(',') : entry.length();
            if (comma < 0) {
                throw wrong(number, entry, "a value, a comma and a number");
            }
            int points = worth ? points(number, entry.substring(comma + 1).strip()) : 1;
            values.put(value(number, entry.substring(0, comma).strip(), type), points);
        }
        return new Dataset(type, values);
    }

    private static int points(int line, String text) {
        int points = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : MAX_WORTH + 1;
        if (points > MAX_WORTH) {
            throw wrong(line, text, "a number of 0 to " + MAX_WORTH);
        }
        return points;
    }

    private static String value(int line, String text, Type type) {
        try {
            if (type == Type.STRING) {
                return new String(Base64.getDecoder().decode(text), ISO_8859_1);
            }
            byte[] digest = HexFormat.of().parseHex(text);
            if (digest.length == (type == Type.MD5 ? 16 : 32)) {
                return new String(digest, ISO_8859_1);
            }
        } catch (IllegalArgumentException e) {
            // Refused below, as what is too long.
        }
        throw wrong(line, text, type == Type.STRING ? "Base64" : "a digest of " + type.word());
    }

    private static IllegalArgumentException wrong(int line, String found, String expected) {
        return new IllegalArgumentException(
                "line %d: is %s, expected %s".formatted(line, RuleOption.quoted(found), expected));
    }

    /** Returns what a buffer is worth; empty if it is none of the values. */
    public OptionalInt worth(byte[] buffer) {
        Integer found = values.get(new String(key(buffer), ISO_8859_1));
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }

    private byte[] key(byte[] buffer) {
        if (type == Type.STRING) {
            return buffer;
        }
        try {
            return MessageDigest.getInstance(type.digest).digest(buffer);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has both
        }
    }

    /** Returns how many values there are. */
    int size() {
        return values.size();
    }
}
