package dev.yagura.detect.yara;

import java.io.IOException;

/** How many of several conditions must hold. */
sealed interface Quantifier {
    /** Every one. */
    record All() implements Quantifier {}

    /** At least one. */
    record Any() implements Quantifier {}

    /** Not one. */
    record None() implements Quantifier {}

    /** At least so many; zero stands for none. */
    record Count(Term count) implements Quantifier {}

    /** At least such a part. */
    record Percent(Term percent) implements Quantifier {}

    /** Returns whether enough hold: at least {@code least}, and at most {@code most}. */
    default Bounds bounds(Evaluation evaluation, int total) throws IOException {
        return switch (this) {
            case All _ -> new Bounds(total, total);
            case Any _ -> new Bounds(1, total);
            case None _ -> new Bounds(0, 0);
            case Count(Term count) -> {
                long least = count.of(evaluation);
                if (least == Term.UNDEFINED) {
                    yield Bounds.NEVER;
                }
                yield new Bounds(least, least == 0 ? 0 : total);
            }
            case Percent(Term percent) -> {
                long part = percent.of(evaluation);
                yield part == Term.UNDEFINED
                        ? Bounds.NEVER
                        : new Bounds((long) Math.ceil(total * (double) part / 100), total);
            }
        };
    }

    /**
     * How many must hold.
     *
     * @param least at least
     * @param most at most
     */
    record Bounds(long least, long most) {
        static final Bounds NEVER = new Bounds(1, 0);

        /** Returns whether so many are right. */
        boolean has(long count) {
            return count >= least && count <= most;
        }
    }
}
