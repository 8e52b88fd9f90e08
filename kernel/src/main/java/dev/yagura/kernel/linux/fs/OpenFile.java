package dev.yagura.kernel.linux.fs;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.GuestPath;

/**
 * A file that a process holds.
 *
 * @param pid the process's number
 * @param tid the thread whose table it is in: the process's number, unless a thread has its own
 * @param holder the descriptor's number, or {@code "cwd"}, {@code "root"}, {@code "exe"}
 * @param gva address of the {@code struct file}; 0 for {@code cwd} and {@code root}, which are none
 * @param path where it is
 * @param node the file itself
 * @param flags {@code f_flags}, with {@code O_CLOEXEC} where the descriptor closes on exec
 * @param mode {@code f_mode}: 1 may read, 2 may write, and more
 * @param position in bytes, signed
 * @param operationsGva address of its {@code struct file_operations}; 0 where {@code gva} is
 * @param privateGva what its driver keeps about it; 0 for nothing
 */
public record OpenFile(
        int pid,
        int tid,
        String holder,
        long gva,
        GuestPath path,
        FileNode node,
        int flags,
        int mode,
        long position,
        long operationsGva,
        long privateGva) {
    /** {@code O_CLOEXEC} of x86-64. */
    public static final int CLOSE_ON_EXEC = 0x8_0000;

    /** Requires the objects. */
    public OpenFile {
        requireNonNull(holder, "holder");
        requireNonNull(path, "path");
        requireNonNull(node, "node");
    }

    /** Returns whether it is a {@code struct file}: a directory held otherwise is none. */
    public boolean isOpen() {
        return gva != 0;
    }
}
