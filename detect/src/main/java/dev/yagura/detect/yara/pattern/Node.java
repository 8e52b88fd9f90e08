package dev.yagura.detect.yara.pattern;

import java.util.List;

/** A part of a pattern, as it was written or as {@link Expansion} wrote it out. */
sealed interface Node {
    /**
     * One byte.
     *
     * @param id number among the leaves of an expanded pattern; -1 before
     * @param set values it may have
     */
    record Leaf(int id, ByteSet set) implements Node {
        Leaf(ByteSet set) {
            this(-1, set);
        }
    }

    /** Parts one after another. */
    record Sequence(List<Node> parts) implements Node {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of several parts, the earlier preferred. */
    record Choice(List<Node> branches) implements Node {
        public Choice {
            branches = List.copyOf(branches);
        }
    }

    /**
     * A part several times; not in expanded patterns.
     *
     * @param min at least
     * @param max at most; {@link #UNBOUNDED} for any number
     * @param greedy whether more are preferred
     */
    record Repeat(Node part, int min, int max, boolean greedy) implements Node {
        static final int UNBOUNDED = -1;
    }

    /** A part any number of times, also never. */
    record Loop(Node part, boolean greedy) implements Node {}

    /** Copies of one part, of which there are the first so many, or none. */
    record Optionals(List<Node> copies, boolean greedy) implements Node {
        public Optionals {
            copies = List.copyOf(copies);
        }
    }

    /** Something that is so between two bytes. */
    record Assertion(Place place) implements Node {}

    /** What an assertion asserts. */
    enum Place {
        START,
        END,
        WORD_BOUNDARY,
        NO_WORD_BOUNDARY
    }
}
