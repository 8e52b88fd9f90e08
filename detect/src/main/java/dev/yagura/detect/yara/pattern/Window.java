package dev.yagura.detect.yara.pattern;

/**
 * A part of the data that patterns are verified in.
 *
 * <p>Indexes are of {@link #bytes}; a window reaches further than any match to both sides, or up to
 * the end of the data.
 */
final class Window {
    /** The bytes; those before {@link #end} are of the data. */
    final byte[] bytes;

    /** Offset in the data of index 0. */
    long base;

    /** One past the last index that is of the data. */
    int end;

    /** Whether the data ends at {@link #end}. */
    boolean last;

    Window(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Returns the byte at an index of the data, 0 to 255. */
    int at(int index) {
        return bytes[index] & 0xFF;
    }

    /** Returns whether the data starts at an index. */
    boolean isStart(int index) {
        return base == 0 && index == 0;
    }

    /** Returns whether the data ends before an index. */
    boolean isEnd(int index) {
        return last && index == end;
    }

    /** Returns whether the character before an index is a letter or digit. */
    boolean isAlphanumericBefore(int index, boolean wide) {
        return wide
                ? index >= 2 && at(index - 1) == 0 && isAlphanumeric(at(index - 2))
                : index >= 1 && isAlphanumeric(at(index - 1));
    }

    /** Returns whether the character from an index on is a letter or digit. */
    boolean isAlphanumericAt(int index, boolean wide) {
        return wide
                ? index + 1 < end && at(index + 1) == 0 && isAlphanumeric(at(index))
                : index < end && isAlphanumeric(at(index));
    }

    private static boolean isAlphanumeric(int value) {
        return value != '_' && RegexClass.isWord(value);
    }

    /** Returns whether a word starts or ends between two characters. */
    boolean isWordBoundary(int index, boolean wide) {
        return wide
                ? (index >= 2 && at(index - 1) == 0 && RegexClass.isWord(at(index - 2)))
                        != (index + 1 < end && at(index + 1) == 0 && RegexClass.isWord(at(index)))
                : (index >= 1 && RegexClass.isWord(at(index - 1)))
                        != (index < end && RegexClass.isWord(at(index)));
    }
}
