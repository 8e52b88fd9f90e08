package dev.yagura.detect.yara.pattern;

import java.util.Arrays;

/** A set of byte values. Immutable. */
final class ByteSet {
    private static final int VALUES = 256;
    private static final int VALUES_BITS = 8;

    /** No value. */
    static final ByteSet NONE = new ByteSet(new long[VALUES / Long.SIZE]);

    private static final ByteSet[] SINGLE = new ByteSet[VALUES];

    static {
        for (int value = 0; value < VALUES; value++) {
            SINGLE[value] = range(value, value);
        }
    }

    /** Every value. */
    static final ByteSet ANY = range(0, VALUES - 1);

    /** The zero alone: the other half of an ASCII letter in UTF-16. */
    static final ByteSet ZERO = of(0);

    private final long[] words;
    private final int size;
    private final int commonMask;
    private final int commonBits;
    private final double bits;

    private ByteSet(long[] words) {
        this.words = words;
        int[] values = values();
        int ones = VALUES - 1;
        int zeros = VALUES - 1;
        for (int value : values) {
            ones &= value;
            zeros &= ~value;
        }
        this.size = values.length;
        this.commonMask = ones | zeros;
        this.commonBits = values.length == 0 ? 0 : values[0] & commonMask;
        this.bits = VALUES_BITS - Math.log(Math.max(1, values.length)) / Math.log(2);
    }

    /** Returns the set of one value, 0 to 255. */
    static ByteSet of(int value) {
        return SINGLE[value];
    }

    /** Returns the set of values from one to another, both included. */
    static ByteSet range(int first, int last) {
        long[] words = new long[VALUES / Long.SIZE];
        for (int value = first; value <= last; value++) {
            words[value / Long.SIZE] |= 1L << value;
        }
        return new ByteSet(words);
    }

    /** Returns the set of the values of a text in ASCII. */
    static ByteSet of(String values) {
        ByteSet all = NONE;
        for (int i = 0; i < values.length(); i++) {
            all = all.with(of(values.charAt(i)));
        }
        return all;
    }

    /** Returns the values of a mask: those whose masked bits are these. */
    static ByteSet masked(int value, int mask) {
        if (mask == VALUES - 1) {
            return of(value);
        }
        long[] words = new long[VALUES / Long.SIZE];
        for (int candidate = 0; candidate < VALUES; candidate++) {
            if ((candidate & mask) == (value & mask)) {
                words[candidate / Long.SIZE] |= 1L << candidate;
            }
        }
        return new ByteSet(words);
    }

    /** Returns these values and those of another set. */
    ByteSet with(ByteSet other) {
        long[] both = words.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] |= other.words[i];
        }
        return new ByteSet(both);
    }

    /** Returns all other values. */
    ByteSet inverted() {
        long[] others = new long[words.length];
        for (int i = 0; i < others.length; i++) {
            others[i] = ~words[i];
        }
        return new ByteSet(others);
    }

    /** Returns these values, letters in both cases. */
    ByteSet ignoringCase() {
        long[] both = words.clone();
        for (int lower = 'a'; lower <= 'z'; lower++) {
            int upper = lower - 'a' + 'A';
            if (has(lower) || has(upper)) {
                both[lower / Long.SIZE] |= 1L << lower;
                both[upper / Long.SIZE] |= 1L << upper;
            }
        }
        return Arrays.equals(both, words) ? this : new ByteSet(both);
    }

    /** Returns whether a value, 0 to 255, is in the set. */
    boolean has(int value) {
        return ((words[value >> 6] >>> value) & 1) != 0;
    }

    /** Returns how many values there are. */
    int size() {
        return size;
    }

    /** Returns how much the set tells of a byte, in bits: 8 if it is of one value, 0 if of all. */
    double bits() {
        return bits;
    }

    /** Returns the values in order. */
    int[] values() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        int[] values = new int[count];
        int at = 0;
        for (int value = 0; value < VALUES; value++) {
            if (has(value)) {
                values[at++] = value;
            }
        }
        return values;
    }

    /** Returns the bits that are alike in all values; all bits for the empty set. */
    int commonMask() {
        return commonMask;
    }

    /** Returns the values of the common bits. */
    int commonBits() {
        return commonBits;
    }

    /** Returns whether the set is what its common bits say and no less. */
    boolean isMask() {
        return size == 1 << (VALUES_BITS - Integer.bitCount(commonMask));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteSet set && Arrays.equals(words, set.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }
}
