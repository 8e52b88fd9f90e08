package dev.yagura.kernel.linux;

import static java.util.Objects.requireNonNull;

/**
 * An address that the kernel calls or jumps to, and whose it is.
 *
 * @param gva the address; 0 for a pointer that is not set
 * @param symbol the symbol at or before it with the distance, such as {@code "vfs_unlink+0x4"};
 *     empty where no symbol is known
 * @param owner {@code "kernel"}, the name of a module, {@code "unknown"}, or empty where {@code
 *     gva} is 0
 */
public record CodeLocation(long gva, String symbol, String owner) {
    /** Owner of what lies in the kernel image. */
    public static final String KERNEL = "kernel";

    /** Owner of what lies neither in the image nor in a module that the kernel lists. */
    public static final String UNKNOWN = "unknown";

    /** Checks for nulls. */
    public CodeLocation {
        requireNonNull(symbol, "symbol");
        requireNonNull(owner, "owner");
    }

    /** Returns the symbol as the kernel prints it in lists: with the module's name in brackets. */
    public String describe() {
        if (gva == 0) {
            return "";
        }
        String name = symbol.isEmpty() ? "0x" + Long.toHexString(gva) : symbol;
        return owner.equals(KERNEL) || owner.equals(UNKNOWN) ? name : name + " [" + owner + "]";
    }
}
