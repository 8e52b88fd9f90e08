package dev.yagura.kernel.walk;

/**
 * An entry of an XArray, radix tree or IDR.
 *
 * @param index its index; of an IDR, its number
 * @param value the pointer, or a tagged integer if bit 0 is set ({@code xa_mk_value})
 */
public record IndexedEntry(long index, long value) {}
