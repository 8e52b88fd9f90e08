package dev.yagura.storage.io.zstd;

/** The three offsets used last, which have short codes. */
final class RecentOffsets {
    private static final int CODES = 3;

    private long first = 1;
    private long second = 4;
    private long third = 8;

    RecentOffsets() {}

    /** Returns the offset that a value stands for; not more than 0 if it stands for none. */
    long next(long value, int literalLength) {
        long index = value <= CODES && literalLength == 0 ? value + 1 : value;
        long offset;
        if (value > CODES) {
            offset = value - CODES;
        } else if (index == 1) {
            return first;
        } else if (index == 2) {
            offset = second;
            second = first;
            first = offset;
            return offset;
        } else {
            offset = index == CODES ? third : first - 1;
        }
        third = second;
        second = first;
        first = offset;
        return offset;
    }
}
