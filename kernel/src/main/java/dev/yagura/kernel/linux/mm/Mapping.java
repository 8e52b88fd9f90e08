package dev.yagura.kernel.linux.mm;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.fs.MappedFiles.MappedFile;
import java.util.Optional;

/**
 * A range of a process's memory.
 *
 * @param gva address of its {@code vm_area_struct}
 * @param start first address, in the process's own memory
 * @param end one past the last
 * @param flags {@code VM_*}
 * @param offset where in the file it starts, in bytes; as the kernel counts also without a file
 * @param file what is mapped; empty for anonymous memory
 * @param fileGva address of its {@code struct file}; 0 for anonymous memory
 * @param name as the kernel prints it: the file's path, {@code "[heap]"}; empty where it has none
 * @param anonVmaGva address of its {@code anon_vma}: not 0 once it has had pages of its own
 * @param operationsGva address of its {@code vm_operations_struct}, 0 for plain memory
 */
public record Mapping(
        long gva,
        long start,
        long end,
        long flags,
        long offset,
        Optional<MappedFile> file,
        long fileGva,
        Optional<String> name,
        long anonVmaGva,
        long operationsGva) {
    private static final long READ = 0x1;
    private static final long WRITE = 0x2;
    private static final long EXECUTE = 0x4;
    private static final long MAY_SHARE = 0x80;

    /** Requires the objects. */
    public Mapping {
        requireNonNull(file, "file");
        requireNonNull(name, "name");
    }

    /** Returns its length in bytes; 0 or negative only where the guest's kernel is damaged. */
    public long lengthBytes() {
        return end - start;
    }

    /** Returns whether it may be read. */
    public boolean isReadable() {
        return (flags & READ) != 0;
    }

    /** Returns whether it may be written. */
    public boolean isWritable() {
        return (flags & WRITE) != 0;
    }

    /** Returns whether it may be executed. */
    public boolean isExecutable() {
        return (flags & EXECUTE) != 0;
    }

    /** Returns whether no file stands behind it, nor anything that the kernel made. */
    public boolean isAnonymous() {
        return fileGva == 0 && operationsGva == 0;
    }

    /** Returns its rights as {@code /proc/PID/maps} prints them, such as {@code "r-xp"}. */
    public String protection() {
        return (isReadable() ? "r" : "-")
                + (isWritable() ? "w" : "-")
                + (isExecutable() ? "x" : "-")
                + ((flags & MAY_SHARE) != 0 ? "s" : "p");
    }
}
