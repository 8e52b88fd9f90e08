package dev.yagura.storage.disk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads {@code /etc/fstab}, see fstab(5). */
final class Fstab {
    static final String PATH = "/etc/fstab";

    private Fstab() {}

    /**
     * Reads the file of a tree.
     *
     * @return its lines that name something, or empty if there is no such file
     * @throws MalformedStructureException if it is too long or damaged
     * @throws IOException if the device fails
     */
    static Optional<List<FstabEntry>> of(FileTree tree) throws IOException {
        return TableFile.read(tree, PATH).map(lines -> lines.stream().map(Fstab::entry).toList());
    }

    /** Takes lines apart; those that have no mount point are passed over, as mount(8) does. */
    static List<FstabEntry> parse(String text) throws MalformedStructureException {
        return TableFile.parse(PATH, text).stream().map(Fstab::entry).toList();
    }

    private static FstabEntry entry(List<String> fields) {
        return new FstabEntry(
                TableFile.unquoted(fields.get(0)),
                mountPoint(fields.get(1)),
                fields.size() > 2 ? fields.get(2) : "auto",
                fields.size() > 3 ? Arrays.asList(fields.get(3).split(",", -1)) : List.of());
    }

    private static String mountPoint(String text) {
        int end = text.length();
        while (end > 1 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }
}
