package dev.yagura.storage.filesystem;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Names of a directory that are read one after the other, as no index of them is believed. */
@FunctionalInterface
public interface DirectoryNames {
    /** So many names are taken from one directory: what else would fill the memory. */
    int MAX_ENTRIES = 1 << 22;

    /**
     * Calls {@code visitor} for each name until it returns false.
     *
     * @throws MalformedStructureException if the directory is damaged
     * @throws IOException if the device fails
     */
    void visit(Predicate<Entry> visitor) throws IOException;

    /**
     * Returns all names.
     *
     * @param directory names it in messages
     * @throws MalformedStructureException also if there are more than {@link #MAX_ENTRIES}
     */
    default List<Entry> all(Structure directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        visit(entry -> {
            entries.add(entry);
            return entries.size() <= MAX_ENTRIES;
        });
        directory.requireRange(new Field("entries", 0, 4), entries.size(), 0, MAX_ENTRIES);
        return entries;
    }

    /** Returns the first entry of a name. */
    default Optional<Entry> first(FileName name) throws IOException {
        AtomicReference<Optional<Entry>> found = new AtomicReference<>(Optional.empty());
        visit(entry -> {
            boolean other = !entry.name().equals(name);
            if (!other) {
                found.setPlain(Optional.of(entry));
            }
            return other;
        });
        return found.getPlain();
    }
}
