package dev.yagura.kernel.walk;

/**
 * An entry of a maple tree or of an XArray, where it may stand for several indices.
 *
 * @param first first index of its range, unsigned
 * @param last last index of its range, unsigned, not below {@code first}
 * @param value the pointer, or a tagged integer if bit 0 is set ({@code xa_mk_value})
 */
public record RangeEntry(long first, long last, long value) {}
