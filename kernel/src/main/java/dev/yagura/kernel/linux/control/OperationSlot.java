package dev.yagura.kernel.linux.control;

import static java.util.Objects.requireNonNull;

/**
 * A function pointer in one of the kernel's tables of operations.
 *
 * @param kind structure of the table, such as {@code "seq_operations"}
 * @param name which table it is: a symbol, or what it belongs to
 * @param member of the structure, such as {@code "show"}
 * @param gva address of the pointer
 * @param function where it leads; never 0
 */
public record OperationSlot(String kind, String name, String member, long gva, long function) {
    /** Checks for nulls. */
    public OperationSlot {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        requireNonNull(member, "member");
    }
}
