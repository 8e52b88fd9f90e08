package dev.yagura.it.attack;

import static java.util.Objects.requireNonNull;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Something that a detector has to find, and a neighbour that no detector may report.
 *
 * @param detector id of the detector
 * @param mechanism whether a guest's kernel has what is attacked
 * @param plant writes the intrusion
 * @param neighbour changes something of the same kind as no intruder does
 * @param changed what both are made on: attacks that have one of these in common are not planted
 *     together
 * @param witnesses the other detectors that rightly see the intrusion as well
 * @param uncovered how what a detector cannot cover any more begins, in an attacked guest as with
 *     the neighbour
 */
record Attack(
        String detector,
        Mechanism mechanism,
        Edit plant,
        Edit neighbour,
        Set<String> changed,
        List<Witness> witnesses,
        List<String> uncovered) {

    /** Changes the memory of a guest. */
    @FunctionalInterface
    interface Edit {
        /**
         * Makes the change.
         *
         * @return of an intrusion, what a finding has to name; of a neighbour, what was done
         */
        String in(GuestCore guest) throws IOException;
    }

    /** Tells whether a kernel has something. */
    @FunctionalInterface
    interface Mechanism {
        boolean isIn(GuestCore guest) throws IOException;
    }

    /**
     * A detector that sees an intrusion for another reason than the one that it is an attack on.
     *
     * @param detector id of the detector
     * @param names what its finding has to name
     * @param why how the intrusion comes into its sight
     * @param when whether it does on a kernel
     */
    record Witness(String detector, String names, String why, Mechanism when) {
        /** Requires all parts. */
        Witness {
            requireNonNull(detector, "detector");
            requireNonNull(names, "names");
            requireNonNull(why, "why");
            requireNonNull(when, "when");
        }
    }

    /** Requires all parts. */
    Attack {
        requireNonNull(detector, "detector");
        requireNonNull(mechanism, "mechanism");
        requireNonNull(plant, "plant");
        requireNonNull(neighbour, "neighbour");
        changed = Set.copyOf(changed);
        witnesses = List.copyOf(witnesses);
        uncovered = List.copyOf(uncovered);
    }

    /**
     * Returns an attack that every kernel knows, on what only its detector's attacks are made on.
     */
    static Attack on(String detector, Edit plant, Edit neighbour) {
        return new Attack(
                detector, _ -> true, plant, neighbour, Set.of(detector), List.of(), List.of());
    }

    /** Returns the same attack, for kernels that have what it is made on. */
    Attack where(Mechanism present) {
        return new Attack(detector, present, plant, neighbour, changed, witnesses, uncovered);
    }

    /** Returns the same attack, on things that attacks on other detectors are made on too. */
    Attack changing(String... things) {
        return new Attack(
                detector, mechanism, plant, neighbour, Set.of(things), witnesses, uncovered);
    }

    /** Returns the same attack, which another detector sees as well. */
    Attack alsoSeenBy(String other, String names, String why) {
        return alsoSeenBy(other, names, why, _ -> true);
    }

    /** Returns the same attack, which another detector sees as well on some kernels. */
    Attack alsoSeenBy(String other, String names, String why, Mechanism when) {
        List<Witness> more = new ArrayList<>(witnesses);
        more.add(new Witness(other, names, why, when));
        return new Attack(detector, mechanism, plant, neighbour, changed, more, uncovered);
    }

    /** Returns the same attack, in which something cannot be covered any more. */
    Attack leaving(String notCovered) {
        List<String> more = new ArrayList<>(uncovered);
        more.add(notCovered);
        return new Attack(detector, mechanism, plant, neighbour, changed, witnesses, more);
    }
}
