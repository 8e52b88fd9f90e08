package dev.yagura.kernel.types;

/**
 * A C type as a member of a structure has it; typedefs and qualifiers are seen through.
 *
 * <p>A named structure is given by name and looked up in the catalog when wanted, so that types
 * which refer to each other need no cycle here.
 */
public sealed interface CType {
    /**
     * An integer, {@code char} and {@code bool} included.
     *
     * @param sizeBytes 1 to 16
     */
    record Int(String name, int sizeBytes, boolean signed) implements CType {}

    /**
     * A floating-point number.
     *
     * @param sizeBytes 2 to 16
     */
    record Floating(String name, int sizeBytes) implements CType {}

    /** A pointer, 8 bytes. */
    record Pointer(CType target) implements CType {}

    /**
     * An array.
     *
     * @param count elements; 0 for a flexible array
     */
    record Array(CType element, long count) implements CType {}

    /** A structure or union that has a tag. */
    record Named(String tag, boolean union) implements CType {}

    /** A structure or union without a tag, given whole. */
    record Anonymous(StructType struct) implements CType {}

    /**
     * An enumeration.
     *
     * @param tag its tag, empty if it has none
     * @param sizeBytes 1 to 8
     */
    record Enumeration(String tag, int sizeBytes, boolean signed) implements CType {}

    /** A function, behind a pointer. */
    record Function() implements CType {}

    /** No type: {@code void}, or one that the source only declares. */
    record Untyped() implements CType {}
}
