package dev.yagura.kernel.linux.fs;

import static java.util.Objects.requireNonNull;

/**
 * A file, directory or link that the kernel or a module put into procfs.
 *
 * @param gva address of its {@code proc_dir_entry}
 * @param path from {@code /proc}; of a network namespace's own tree, from {@code /proc/net}
 * @param namespace inode of the network namespace whose tree has it; 0 for the one tree of all
 * @param mode type and permissions
 * @param uid owner
 * @param gid owner's group
 * @param size in bytes, mostly 0
 * @param number inode number
 * @param operationsGva its {@code proc_ops}, of a directory its {@code file_operations}; 0 for none
 * @param inodeOperationsGva its {@code inode_operations}; 0 for none
 * @param contentGva what makes its text: {@code seq_operations}, or a function; 0 for none
 * @param writeGva function that takes what is written into it; 0 for none
 * @param dataGva what these are called with
 */
public record ProcfsEntry(
        long gva,
        String path,
        long namespace,
        int mode,
        long uid,
        long gid,
        long size,
        long number,
        long operationsGva,
        long inodeOperationsGva,
        long contentGva,
        long writeGva,
        long dataGva) {
    /** Requires the path. */
    public ProcfsEntry {
        requireNonNull(path, "path");
    }

    /** Returns what it is. */
    public FileType type() {
        return FileType.of(mode, "proc");
    }
}
