package dev.yagura.network.rules;

import java.util.List;

/**
 * Which addresses or ports a rule is about.
 *
 * @param <T> address or port
 */
public sealed interface Selection<T extends Comparable<T>> {
    /** Returns whether a value is meant. */
    boolean contains(T value);

    /**
     * What lies between two values.
     *
     * @param <T> address or port
     * @param first the smallest that is meant
     * @param last the largest; not less than {@code first}
     */
    record Range<T extends Comparable<T>>(T first, T last) implements Selection<T> {
        /** Refuses a range without values. */
        public Range {
            if (first.compareTo(last) > 0) {
                throw new IllegalArgumentException("from %s to %s".formatted(first, last));
            }
        }

        @Override
        public boolean contains(T value) {
            return first.compareTo(value) <= 0 && value.compareTo(last) <= 0;
        }
    }

    /**
     * What one of some selections means, without what others mean.
     *
     * @param <T> address or port
     * @param in what is meant; everything, if there are none
     * @param out what is not
     */
    record Group<T extends Comparable<T>>(List<Selection<T>> in, List<Selection<T>> out)
            implements Selection<T> {
        /** Copies the lists. */
        public Group {
            in = List.copyOf(in);
            out = List.copyOf(out);
        }

        /** Returns the selection of everything. */
        public static <T extends Comparable<T>> Group<T> any() {
            return new Group<>(List.of(), List.of());
        }

        /** Returns whether everything is meant. */
        public boolean isAny() {
            return in.isEmpty() && out.isEmpty();
        }

        @Override
        public boolean contains(T value) {
            return (in.isEmpty() || in.stream().anyMatch(each -> each.contains(value)))
                    && out.stream().noneMatch(each -> each.contains(value));
        }
    }
}
