package dev.yagura.testkit.mitm;

import java.util.Random;

/**
 * One thing that is done to a stream.
 *
 * @param kind what
 * @param direction which stream
 * @param at offset of the first byte concerned, from the stream's begin
 * @param length bytes concerned, at least 1; fewer if fewer come at once
 */
public record Harm(Kind kind, Direction direction, long at, int length) {
    /** Kinds of harm. */
    public enum Kind {
        /** None: the stream passes as it is. */
        NONE,
        /** One bit is turned round; {@code length} chooses which of the eight. */
        FLIP_BIT,
        /** Both streams end, as if the link was cut. */
        CUT,
        /** Bytes are left out. */
        DROP,
        /** Bytes come twice. */
        REPEAT,
        /** The two halves change places. */
        REORDER,
        /** The first bytes of the stream come again. */
        REPLAY,
        /** Nothing more passes, and nothing is closed. */
        STALL
    }

    /** A harm that does none. */
    public static final Harm NONE = new Harm(Kind.NONE, Direction.TO_SERVER, 0, 1);

    /** Refuses harm to no bytes. */
    public Harm {
        if (at < 0 || length < 1) {
            throw new IllegalArgumentException("at = %d, length = %d".formatted(at, length));
        }
    }

    /**
     * Returns a harm at a place that {@code random} chooses among the first {@code before} bytes.
     */
    public static Harm somewhere(Kind kind, Direction direction, long before, Random random) {
        return new Harm(kind, direction, random.nextLong(before), 1 + random.nextInt(200));
    }
}
