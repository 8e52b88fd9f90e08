package dev.yagura.storage.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.filesystem.Filesystem;
import java.util.ArrayList;
import java.util.List;

/**
 * A filesystem that was opened, and where it lies.
 *
 * @param layer where it was found
 * @param filesystem the filesystem
 * @param damage what was found, up to now, whose checksum does not match
 */
public record FoundFilesystem(Layer layer, Filesystem filesystem, DamageList damage) {
    /** Requires the components. */
    public FoundFilesystem {
        requireNonNull(layer, "layer");
        requireNonNull(filesystem, "filesystem");
        requireNonNull(damage, "damage");
    }

    /** Returns the same with another root directory. */
    FoundFilesystem with(Filesystem other) {
        return new FoundFilesystem(layer, other, damage);
    }

    /** Returns what it is for people, such as {@code ext4 "root" on disk0p1}. */
    public String description() {
        return filesystem.description() + " on " + layer.name();
    }

    /**
     * Returns what a reader should know, for people: what the filesystem says of itself, and where
     * checksums did not match up to now.
     */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        filesystem.notes().forEach(note -> notes.add(layer.name() + ": " + note));
        damage.messages().forEach(message -> notes.add(layer.name() + ": " + message));
        if (damage.isCut()) {
            notes.add(
                    "%s: more is damaged than the %d places that are listed"
                            .formatted(layer.name(), DamageList.MAX_LISTED));
        }
        return notes;
    }
}
