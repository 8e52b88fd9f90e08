package dev.yagura.storage.disk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code /etc/crypttab} says, see crypttab(5): how decrypted devices are called. */
final class Crypttab {
    static final String PATH = "/etc/crypttab";

    /** Of lines whose device gets a new key at each start. */
    private static final Set<String> RANDOM_KEYS =
            Set.of("/dev/urandom", "/dev/random", "/dev/hw_random");

    private final List<Entry> entries;

    private Crypttab(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * A line.
     *
     * @param name of the decrypted device, below {@code /dev/mapper}
     * @param source the encrypted device: a path, {@code UUID=…}
     * @param hasLastingKey whether it can be decrypted after the guest was started anew
     */
    record Entry(String name, String source, boolean hasLastingKey) {
        static Entry of(List<String> fields) {
            Set<String> options =
                    fields.size() > 3
                            ? Set.copyOf(Arrays.asList(fields.get(3).split(",")))
                            : Set.of();
            boolean random =
                    (fields.size() > 2 && RANDOM_KEYS.contains(fields.get(2)))
                            || options.contains("tmp")
                            || options.contains("swap");
            return new Entry(fields.get(0), TableFile.unquoted(fields.get(1)), !random);
        }
    }

    static Crypttab empty() {
        return new Crypttab(List.of());
    }

    /**
     * Reads the file of a tree; one that is not there is empty.
     *
     * @throws MalformedStructureException if it is too long or damaged
     * @throws IOException if the device fails
     */
    static Crypttab of(FileTree tree) throws IOException {
        return new Crypttab(
                TableFile.read(tree, PATH).orElse(List.of()).stream().map(Entry::of).toList());
    }

    /** Returns the line that gives a device its name; of several the first, as for systemd. */
    Optional<Entry> named(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
