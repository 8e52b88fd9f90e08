package dev.yagura.detect.yara;

import java.io.IOException;

/** A part of a condition that is a number, or a truth as 1 or 0. */
@FunctionalInterface
interface Term {
    /** What has no value, such as a byte beyond the end; the same number as in libyara. */
    long UNDEFINED = 0xFFFABADAFABADAFFL;

    /** Returns the value, or {@link #UNDEFINED}. */
    long of(Evaluation evaluation) throws IOException;

    /** Returns whether it is defined and not zero. */
    default boolean holds(Evaluation evaluation) throws IOException {
        long value = of(evaluation);
        return value != UNDEFINED && value != 0;
    }

    /** Returns a truth as a number. */
    static long truth(boolean value) {
        return value ? 1 : 0;
    }
}
