package dev.yagura.storage.filesystem;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Blocks of which somebody has a newer copy than the device: the kernel that has the filesystem
 * mounted.
 */
@FunctionalInterface
public interface NewerBlocks {
    /** Nobody has. */
    NewerBlocks NONE = (_, _) -> Optional.empty();

    /**
     * Returns the newer copy, which the caller must not write to.
     *
     * @param offset on the device, in bytes
     * @param length in bytes; range and place are those of one block of the filesystem
     * @return as many bytes; empty if the device's are the newest that are known
     * @throws IOException if the copies cannot be read
     */
    Optional<MemorySegment> find(long offset, int length) throws IOException;
}
