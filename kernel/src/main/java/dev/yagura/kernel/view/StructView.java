package dev.yagura.kernel.view;

/**
 * One structure in a guest's kernel memory, as it was when the view was made.
 *
 * <p>Authors extend this interface, annotate it with {@link KernelStruct}, and declare one method
 * for each field wanted; {@link StructViews} implements it. The bytes of a structure's own fields
 * are copied when the view is made, so they agree with each other and reading them cannot fail.
 * Whatever follows a pointer is read when it is asked for: such methods declare {@code throws
 * IOException}.
 *
 * <p>Return types and the C types they read:
 *
 * <ul>
 *   <li>{@code int}, {@code long}, {@code boolean}: integers, bit fields, enumerations that fit;
 *       {@code long} also pointers. An unsigned 32-bit field read as {@code int} keeps its bits
 *   <li>{@code String}: {@code char} arrays, {@code char *}, the name of an enumeration's constant
 *   <li>a Java enum whose constants are named as the kernel's
 *   <li>{@code byte[]}, {@code int[]}, {@code long[]}: arrays; {@code byte[]} also structures
 *   <li>another view: an embedded structure, or a pointer to one ({@code null} for NULL)
 *   <li>{@code List} of views: an array of structures or of pointers to them, NULLs left out
 *   <li>{@code Optional}, {@code OptionalInt}, {@code OptionalLong}: any of the above; empty where
 *       this kernel has no such field, or a pointer on the way is NULL
 * </ul>
 *
 * <p>A NULL on the way to a field that is neither optional nor a reference, and a {@code char *}
 * that is NULL, throw {@link NullGuestPointerException}. Views are immutable and safe for
 * concurrent use.
 */
public interface StructView {
    /** Returns the guest-virtual address of the structure's first byte. */
    long gva();
}
