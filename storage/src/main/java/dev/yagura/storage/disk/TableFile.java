package dev.yagura.storage.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads tables of a guest whose lines are fields between blanks, as fstab(5) and crypttab(5). */
final class TableFile {
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");

    private TableFile() {}

    /**
     * Reads a file of a tree.
     *
     * @return the fields of its lines, or empty if there is no such file
     * @throws MalformedStructureException if it is too long or damaged
     * @throws IOException if the device fails
     */
    static Optional<List<List<String>>> read(FileTree tree, String path) throws IOException {
        Optional<StoredFile> file =
                new PathResolver(tree)
                        .find(path)
                        .map(PathResolver.Found::file)
                        .filter(found -> found.attributes().type() == FileType.REGULAR);
        return file.isEmpty() ? Optional.empty() : Optional.of(parse(path, text(path, file.get())));
    }

    private static String text(String path, StoredFile file) throws IOException {
        long size = file.attributes().sizeBytes();
        if (size > DiskLimits.MAX_TABLE_BYTES) {
            throw refused(path, "size", size, DiskLimits.MAX_TABLE_BYTES);
        }
        byte[] bytes = new byte[(int) size];
        int done = 0;
        int count = 1;
        while (done < bytes.length && count > 0) {
            count = file.read(done, MemorySegment.ofArray(bytes).asSlice(done));
            done += count;
        }
        return new String(bytes, 0, done, UTF_8);
    }

    /** Takes lines apart that have two fields or more; comments and others are passed over. */
    static List<List<String>> parse(String path, String text) throws MalformedStructureException {
        List<List<String>> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            List<String> fields = BLANKS.splitAsStream(line.strip()).toList();
            if (fields.size() < 2 || fields.getFirst().startsWith("#")) {
                continue;
            }
            if (lines.size() == DiskLimits.MAX_TABLE_LINES) {
                throw refused(path, "lines", lines.size() + 1L, DiskLimits.MAX_TABLE_LINES);
            }
            lines.add(fields.stream().map(TableFile::unescaped).toList());
        }
        return lines;
    }

    /** Takes the quotes off {@code UUID="…"}, which libmount and systemd allow. */
    static String unquoted(String source) {
        int equals = source.indexOf('=');
        String value = source.substring(equals + 1);
        boolean quoted = equals > 0 && value.length() > 1 && value.startsWith("\"");
        return quoted && value.endsWith("\"")
                ? source.substring(0, equals + 1) + value.substring(1, value.length() - 1)
                : source;
    }

    /** Undoes {@code \040} and the like: a backslash and three octal digits are a byte. */
    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        byte[] bytes = field.getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && isOctal(bytes, i + 1)) {
                out.write(
                        (bytes[i + 1] - '0') << 6 | (bytes[i + 2] - '0') << 3 | bytes[i + 3] - '0');
                i += 3;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(UTF_8);
    }

    private static boolean isOctal(byte[] bytes, int from) {
        return from + 3 <= bytes.length
                && bytes[from] >= '0'
                && bytes[from] <= '3'
                && bytes[from + 1] >= '0'
                && bytes[from + 1] <= '7'
                && bytes[from + 2] >= '0'
                && bytes[from + 2] <= '7';
    }

    private static MalformedStructureException refused(
            String path, String field, long value, long max) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                path,
                field,
                0,
                "is %d, expected at most %d".formatted(value, max));
    }
}
