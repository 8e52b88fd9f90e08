package dev.yagura.storage.block;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;

/**
 * What came of putting devices together: one that cannot be used does not keep the others from it.
 *
 * @param whole what was put together
 * @param failures devices that are no part of it, and why; in the order of the devices
 */
public record Assembly<T>(List<T> whole, List<Failure> failures) {
    /** Copies the lists. */
    public Assembly {
        whole = List.copyOf(whole);
        failures = List.copyOf(failures);
    }

    /**
     * A device that cannot be used.
     *
     * @param member its index among the devices that were given
     * @param why what is wrong with it
     */
    public record Failure(int member, IOException why) {
        /** Requires the reason. */
        public Failure {
            requireNonNull(why, "why");
        }
    }
}
