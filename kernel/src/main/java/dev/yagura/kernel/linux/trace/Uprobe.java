package dev.yagura.kernel.linux.trace;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Somebody who wants to be called where programs run through an instruction of a file.
 *
 * @param gva address of its {@code uprobe_consumer}; 0 for a probe without any
 * @param uprobeGva address of the {@code struct uprobe}
 * @param inodeGva address of the file's {@code struct inode}
 * @param path of the file; empty where no name of it is in memory
 * @param offset of the instruction in the file, in bytes
 * @param counterOffset of a counter in the file that says the probe is in use; 0 for none
 * @param handler called before the instruction; 0 for none
 * @param returnHandler called when the function returns; 0 for none
 */
public record Uprobe(
        long gva,
        long uprobeGva,
        long inodeGva,
        Optional<String> path,
        long offset,
        long counterOffset,
        long handler,
        long returnHandler) {
    /** Requires the path. */
    public Uprobe {
        requireNonNull(path, "path");
    }
}
