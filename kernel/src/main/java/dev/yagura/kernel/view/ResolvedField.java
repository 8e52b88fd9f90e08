package dev.yagura.kernel.view;

import dev.yagura.kernel.types.CType;
import java.util.List;

/**
 * Where a field is, once its kernel is known.
 *
 * @param path as the author wrote it
 * @param pointers offsets at which a pointer is loaded and followed, in order; each is relative to
 *     where the one before led
 * @param offsetBits of the field, from where the last pointer led, in bits
 * @param bitfieldBits width of a bit field in bits, 0 for an ordinary field
 * @param type the field's type
 */
record ResolvedField(
        String path, List<Long> pointers, long offsetBits, int bitfieldBits, CType type) {

    /** Returns the offset of the first byte that holds bits of the field. */
    long offset() {
        return offsetBits / 8;
    }

    /** Returns whether the field lies in the structure itself. */
    boolean inPlace() {
        return pointers.isEmpty();
    }

    /** Returns the offset of the first bytes that have to be read in the structure itself. */
    long firstOffset() {
        return inPlace() ? offset() : pointers.getFirst();
    }
}
