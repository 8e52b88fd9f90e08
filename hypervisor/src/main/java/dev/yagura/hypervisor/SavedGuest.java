package dev.yagura.hypervisor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What there is of a guest that does not run here: a memory dump, disks, or both of the same
 * moment.
 *
 * @param memory a dump: raw, ELF core or LiME
 * @param disks in the guest's order; one at least if there is no dump
 */
public record SavedGuest(Optional<Path> memory, List<SavedDisk> disks) {
    /** Copies the list, and requires that there is something. */
    public SavedGuest {
        requireNonNull(memory, "memory");
        disks = List.copyOf(disks);
        if (memory.isEmpty() && disks.isEmpty()) {
            throw new IllegalArgumentException("neither a dump nor a disk");
        }
    }

    /** Returns a guest of which there is a memory dump only. */
    public static SavedGuest dump(Path file) {
        return new SavedGuest(Optional.of(file), List.of());
    }

    /** Returns a guest of which there are disks only. */
    public static SavedGuest disks(List<SavedDisk> disks) {
        return new SavedGuest(Optional.empty(), disks);
    }

    /** Returns the name of the file that stands for the guest. */
    String name() {
        return memory.map(file -> String.valueOf(file.getFileName()))
                .orElseGet(() -> disks.getFirst().source().name());
    }
}
