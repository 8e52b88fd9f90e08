package dev.yagura.it.attack;

import static java.util.Objects.requireNonNull;

/**
 * A detector that rightly sees a change for another reason than the one that it is an attack on.
 *
 * @param detector id of the detector
 * @param names what its finding has to name; empty for what that of the attacked one has to
 * @param why how the change comes into its sight
 */
record Witness(String detector, String names, String why) {
    /** Requires all parts. */
    Witness {
        requireNonNull(detector, "detector");
        requireNonNull(names, "names");
        requireNonNull(why, "why");
    }
}
