package dev.yagura.attestation.policy;

import java.util.Collections;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/** Checks of the values that policies are made of. */
final class PolicyValues {

    static final int MAX_ENTRIES = 256;

    private static final int MAX_U16 = 0xffff;

    private PolicyValues() {}

    static <T extends Comparable<T>> SequencedSet<T> sorted(String name, Set<T> values) {
        if (values.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "appraisal policy: %s has %d entries, expected at most %d"
                            .formatted(name, values.size(), MAX_ENTRIES));
        }
        return Collections.unmodifiableSequencedSet(new TreeSet<>(values));
    }

    static void requireU16(String name, int value) {
        if (value < 0 || value > MAX_U16) {
            throw new IllegalArgumentException(
                    "appraisal policy: %s is %d, expected 0..%d".formatted(name, value, MAX_U16));
        }
    }
}
