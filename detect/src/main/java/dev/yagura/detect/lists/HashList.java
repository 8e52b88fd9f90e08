package dev.yagura.detect.lists;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.files.Digests;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Digests of contents that a user knows, out of files whose lines are {@code DIGEST [NAME]}, as
 * {@code sha256sum} and {@code md5sum} print them. Immutable.
 */
public final class HashList {
    /** A list of nothing. */
    public static final HashList EMPTY = new HashList(Map.of());

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, Known> known;

    private HashList(Map<String, Known> known) {
        this.known = known;
    }

    /**
     * A digest in a list.
     *
     * @param hex of the digest, lower case
     * @param name what the list says behind it; may be empty
     * @param file the list
     * @param line where in it, from 1
     */
    public record Known(String hex, String name, String file, int line) {
        /** Requires the texts. */
        public Known {
            requireNonNull(hex, "hex");
            requireNonNull(name, "name");
            requireNonNull(file, "file");
        }

        /** Returns where it stands and what it says there, for people. */
        public String text() {
            String place = "line %d of %s".formatted(line, file);
            return name.isEmpty() ? place : "%s (%s)".formatted(name, place);
        }
    }

    /**
     * Reads lists of contents to look for: SHA-256 or MD5.
     *
     * @throws ListException if a line is of another form
     */
    public static HashList bad(List<ListFile> files) throws ListException {
        return read(files, true);
    }

    /**
     * Reads lists of contents that are never reported: SHA-256 only, because whoever makes a file
     * can give it the MD5 of another that he made.
     *
     * @throws ListException if a line is of another form
     */
    public static HashList good(List<ListFile> files) throws ListException {
        return read(files, false);
    }

    private static HashList read(List<ListFile> files, boolean md5) throws ListException {
        Map<String, Known> known = new HashMap<>();
        for (ListFile file : files) {
            for (ListFile.Entry entry : file.entries()) {
                String[] words = BLANKS.split(entry.text(), 2);
                String hex = words[0].toLowerCase(Locale.ROOT);
                if (!SHA256.matcher(hex).matches() && !(md5 && MD5.matcher(hex).matches())) {
                    throw file.refused(
                            entry.number(),
                            "digest is \"%s\", expected %s"
                                    .formatted(
                                            shortened(words[0]),
                                            md5
                                                    ? "64 hex digits (SHA-256) or 32 (MD5)"
                                                    : "64 hex digits (SHA-256)"));
                }
                String name = words.length > 1 ? words[1].replaceFirst("^\\*", "") : "";
                known.putIfAbsent(hex, new Known(hex, name, file.name(), entry.number()));
            }
        }
        return new HashList(known);
    }

    private static String shortened(String word) {
        return word.length() <= 80 ? word : word.substring(0, 80) + "…";
    }

    /** Returns whether there is no digest in it. */
    public boolean isEmpty() {
        return known.isEmpty();
    }

    /** Returns how many digests are in it, each once. */
    public int size() {
        return known.size();
    }

    /** Returns where a content is listed, by its SHA-256 before its MD5. */
    public Optional<Known> find(Digests digests) {
        Known found = known.get(digests.sha256());
        return Optional.ofNullable(found != null ? found : known.get(digests.md5()));
    }
}
