package dev.yagura.detect.network;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.lists.ListException;
import dev.yagura.detect.lists.ListFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Fingerprints and certificates that a user knows to be bad, out of files of which each line has
 * one: 32 hexadecimal digits are JA3 or JA3S, 40 the SHA-1 and 64 the SHA-256 of a certificate, and
 * what is like {@code t13d1516h2_8daaf6152771_b186095e22b6} is JA4. Words are parted by blanks or
 * commas, as in lists of abuse.ch; what stands beside is the reason. Immutable.
 */
public final class BadFingerprints {
    /** A list of nothing. */
    public static final BadFingerprints EMPTY = new BadFingerprints(Map.of());

    private static final Pattern PARTS = Pattern.compile("[\\s,;]+");
    private static final Pattern FINGERPRINT =
            Pattern.compile(
                    "[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}"
                            + "|[tqd][0-9a-z]{9}_[0-9a-f]{12}_[0-9a-f]{12}");

    private final Map<String, Known> known;

    private BadFingerprints(Map<String, Known> known) {
        this.known = known;
    }

    /**
     * A line of a list.
     *
     * @param value the fingerprint, in small letters
     * @param text the whole line
     * @param file the list
     * @param line where in it, from 1
     */
    public record Known(String value, String text, String file, int line) {
        /** Requires the texts. */
        public Known {
            requireNonNull(value, "value");
            requireNonNull(text, "text");
            requireNonNull(file, "file");
        }

        /** Returns where it stands and what it says there, for people. */
        String describe() {
            return "\"%s\" (line %d of %s)".formatted(text, line, file);
        }
    }

    /**
     * Reads lists.
     *
     * @throws ListException if a line has no fingerprint, or several
     */
    public static BadFingerprints read(List<ListFile> files) throws ListException {
        Map<String, Known> known = new HashMap<>();
        for (ListFile file : files) {
            for (ListFile.Entry entry : file.entries()) {
                List<String> values =
                        Arrays.stream(PARTS.split(entry.text().toLowerCase(Locale.ROOT)))
                                .filter(word -> FINGERPRINT.matcher(word).matches())
                                .toList();
                if (values.size() != 1) {
                    throw file.refused(
                            entry.number(),
                            "has %d fingerprints, expected one of 32, 40 or 64 hex digits or of JA4"
                                    .formatted(values.size()));
                }
                String value = values.getFirst();
                known.putIfAbsent(
                        value, new Known(value, entry.text(), file.name(), entry.number()));
            }
        }
        return new BadFingerprints(known);
    }

    /** Returns whether there is nothing in it. */
    public boolean isEmpty() {
        return known.isEmpty();
    }

    /** Returns where a fingerprint is listed, of which the letters are small. */
    Optional<Known> find(String fingerprint) {
        return Optional.ofNullable(known.get(fingerprint));
    }
}
