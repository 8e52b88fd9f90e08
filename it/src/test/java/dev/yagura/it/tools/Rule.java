package dev.yagura.it.tools;

import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a part of a line may differ from what the guest printed before and after. */
@FunctionalInterface
interface Rule {
    /** A time of day wraps at midnight. */
    int DAY_SECONDS = 24 * 60 * 60;

    /** Below it, ages are printed in seconds. */
    int MINUTE_SECONDS = 60;

    /**
     * Judges what was printed of a guest that stood still.
     *
     * @param before what the guest printed before; null if the line was not there
     * @param after the same of after; at least one of them is there
     */
    boolean allows(@Nullable String before, @Nullable String after, String shown);

    /** Allows all: a mask, to be used with a reason. */
    static Rule masked() {
        return (_, _, _) -> true;
    }

    /** Allows what the guest printed, once both are brought into a form. */
    static Rule sameAs(UnaryOperator<String> form) {
        return (before, after, shown) ->
                Stream.of(before == null ? "" : before, after == null ? "" : after)
                        .anyMatch(said -> form.apply(said).equals(form.apply(shown)));
    }

    /** Allows what is not less than before, and not more than after. */
    static Rule grows() {
        return grows(Quantity::of);
    }

    /** Allows what is not less than before, and not more than after. */
    static Rule grows(ToDoubleFunction<String> quantity) {
        return (before, after, shown) -> {
            double is = quantity.applyAsDouble(shown);
            return (before == null || is >= quantity.applyAsDouble(before))
                    && (after == null || is <= quantity.applyAsDouble(after));
        };
    }

    /**
     * Allows times of day from before to after, and a second before: a guest that stands still has
     * the time of its last tick, where a running one asks its counter what has passed since.
     */
    static Rule clock() {
        return (before, after, shown) -> {
            double is = Quantity.of(shown);
            double first = before == null ? is : Quantity.of(before) - 1;
            double last = after == null ? is : Quantity.of(after);
            return since(first, is) <= since(first, last);
        };
    }

    /**
     * Allows ages from before to after, and what a second less is printed as, for the reason that
     * {@link #clock} has.
     */
    static Rule age(ToDoubleFunction<String> quantity) {
        return (before, after, shown) -> {
            double is = quantity.applyAsDouble(shown);
            return (before == null || is >= youngerThan(quantity.applyAsDouble(before)))
                    && (after == null || is <= quantity.applyAsDouble(after));
        };
    }

    /** Ages of a minute and more are printed in minutes. */
    private static double youngerThan(double age) {
        return age < MINUTE_SECONDS ? age - 1 : age - MINUTE_SECONDS;
    }

    private static double since(double first, double time) {
        return (time - first + DAY_SECONDS) % DAY_SECONDS;
    }

    /** Allows what is between before and after, and so far out at either side. */
    static Rule near(double slack) {
        return (before, after, shown) -> {
            double is = Quantity.of(shown);
            double[] said =
                    Stream.of(before == null ? after : before, after == null ? before : after)
                            .mapToDouble(Quantity::of)
                            .toArray();
            return is >= DoubleStream.of(said).min().orElseThrow() - slack
                    && is <= DoubleStream.of(said).max().orElseThrow() + slack;
        };
    }
}
