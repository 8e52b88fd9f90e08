package dev.yagura.hypervisor.qemu;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One {@code -object memory-backend-…} of a command line.
 *
 * @param id the object's id, which the memory tree shows as the region's name
 * @param type for example {@code "memory-backend-file"}
 * @param sizeBytes the {@code size}, or 0 if the option has none that can be read
 * @param path the {@code mem-path}, as written: a file, or a directory for files without a name
 * @param shared whether writes of the guest reach the file: as written, or the type's default
 */
public record MemoryBackend(
        String id, String type, long sizeBytes, Optional<String> path, boolean shared) {
    /** Requires the components. */
    public MemoryBackend {
        requireNonNull(id, "id");
        requireNonNull(type, "type");
        requireNonNull(path, "path");
    }
}
