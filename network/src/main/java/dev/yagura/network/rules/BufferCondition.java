package dev.yagura.network.rules;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A condition that looks at bytes. Those of one buffer stand in the order of the rule. */
public sealed interface BufferCondition extends Condition {
    /** Returns what it looks at. */
    Where where();

    /**
     * A buffer as it is looked at.
     *
     * @param buffer whose bytes
     * @param transforms what is made of them before, in this order
     */
    record Where(Buffer buffer, List<Transform> transforms) {
        /** Copies the list. */
        public Where {
            transforms = List.copyOf(transforms);
        }
    }

    /** What can be made of a buffer before it is looked at. */
    enum Transform {
        /** A dot is put before it, so that {@code .example.com} means the name and those below. */
        DOTPREFIX
    }

    /**
     * {@code content}.
     *
     * @param where what is looked at
     * @param pattern the bytes, at least one
     * @param place how they have to lie
     * @param negated whether they must not be there
     * @param ignoresCase whether letters of ASCII may be of either case
     * @param fastPattern whether the rule is to be found by it, and by which part
     */
    record Content(
            Where where,
            ContentBytes pattern,
            Place place,
            boolean negated,
            boolean ignoresCase,
            Optional<FastPattern> fastPattern)
            implements BufferCondition {}

    /**
     * How a content has to lie.
     *
     * @param offset from the buffer's start, where given
     * @param depth bytes from {@code offset} on that it has to lie within, where given
     * @param distance from the end of the match before, where given; may be negative
     * @param within bytes from there on that it has to lie within, where given
     * @param start whether it has to be the buffer's start
     * @param end whether it has to be the buffer's end
     */
    record Place(
            Optional<Quantity> offset,
            Optional<Quantity> depth,
            Optional<Quantity> distance,
            Optional<Quantity> within,
            boolean start,
            boolean end) {}

    /**
     * {@code fast_pattern}.
     *
     * @param only whether the content counts for finding the rule only, wherever it lies
     * @param offset first byte of the part, where a part is given
     * @param length of the part, where a part is given
     */
    record FastPattern(boolean only, OptionalInt offset, OptionalInt length) {}

    /**
     * {@code pcre}.
     *
     * @param where what is looked at
     * @param regex the expression
     * @param anchored whether a match has to start where it is begun
     * @param relative whether it is begun at the end of the match before
     * @param negated whether there must be no match
     */
    record Regex(
            Where where, LinearRegex regex, boolean anchored, boolean relative, boolean negated)
            implements BufferCondition {}

    /**
     * {@code isdataat}.
     *
     * @param where what is looked at
     * @param offset of a byte
     * @param relative whether it counts from the end of the match before
     * @param negated whether that byte must not be there
     */
    record DataAt(Where where, Quantity offset, boolean relative, boolean negated)
            implements BufferCondition {}

    /**
     * {@code bsize} and {@code urilen}.
     *
     * @param where what is looked at
     * @param test of its length in bytes
     */
    record Size(Where where, NumberTest test) implements BufferCondition {}

    /**
     * {@code dataset}.
     *
     * @param where what is looked at
     * @param values what it has to be one of
     * @param negated whether it must be none
     */
    record Membership(Where where, Dataset values, boolean negated) implements BufferCondition {}

    /**
     * {@code datarep}.
     *
     * @param where what is looked at
     * @param values what it has to be one of
     * @param test of what it is worth there
     */
    record Reputation(Where where, Dataset values, NumberTest test) implements BufferCondition {}

    /**
     * {@code byte_test}.
     *
     * @param where what is looked at
     * @param number what is read
     * @param relation what has to hold
     * @param negated whether it must not hold
     * @param value what it is compared with
     */
    record ByteTest(
            Where where, ByteNumber number, Relation relation, boolean negated, Quantity value)
            implements BufferCondition {
        /** What has to hold. */
        public enum Relation {
            /** Less. */
            LESS,
            /** Not greater. */
            AT_MOST,
            /** Equal. */
            EQUAL,
            /** Not less. */
            AT_LEAST,
            /** Greater. */
            GREATER,
            /** Bits in common. */
            AND,
            /** Bits that differ. */
            XOR
        }
    }

    /**
     * {@code byte_jump}: the next relative condition counts from where this leads.
     *
     * @param where what is looked at
     * @param number what is read
     * @param multiplier what it is multiplied by
     * @param align whether it is rounded up to a multiple of 4
     * @param from what it is counted from
     * @param postOffset what is added
     */
    record ByteJump(
            Where where,
            ByteNumber number,
            long multiplier,
            boolean align,
            Origin from,
            long postOffset)
            implements BufferCondition {
        /** What a jump is counted from. */
        public enum Origin {
            /** The end of the number. */
            NUMBER,
            /** The buffer's start. */
            BEGINNING,
            /** The buffer's end. */
            END
        }
    }

    /**
     * {@code byte_extract}.
     *
     * @param where what is looked at
     * @param number what is read
     * @param name how later conditions call it
     * @param multiplier what it is multiplied by
     * @param align what it is rounded up to a multiple of, 1 for nothing
     */
    record ByteExtract(Where where, ByteNumber number, String name, long multiplier, int align)
            implements BufferCondition {}

    /**
     * {@code base64_decode}: what it makes is the buffer {@link Buffer#BASE64}.
     *
     * @param where what is looked at
     * @param bytes how many to decode, where given
     * @param offset of the first of them
     * @param relative whether it counts from the end of the match before
     */
    record Base64(Where where, OptionalInt bytes, int offset, boolean relative)
            implements BufferCondition {}
}
