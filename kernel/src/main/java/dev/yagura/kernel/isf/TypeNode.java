package dev.yagura.kernel.isf;

/** A {@code type} of the file, with names not yet looked up. */
sealed interface TypeNode {
    /** {@code base}: looked up among the base types. */
    record Base(String name) implements TypeNode {}

    /** {@code struct}, {@code union} or {@code class}. */
    record User(String name, boolean union) implements TypeNode {}

    /** {@code enum}. */
    record Enumeration(String name) implements TypeNode {}

    /** {@code pointer}. */
    record Pointer(TypeNode target) implements TypeNode {}

    /** {@code array}. */
    record Array(TypeNode element, long count) implements TypeNode {}

    /** {@code bitfield}. */
    record BitField(TypeNode type, int position, int length) implements TypeNode {}

    /** {@code function}. */
    record Function() implements TypeNode {}
}
