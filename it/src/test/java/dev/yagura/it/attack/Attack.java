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
 * @param besides the detectors that rightly see the neighbour: for them it is none
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
        List<Witness> besides,
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
     * @param names what its finding has to name; empty for what that of the attacked one has to
     * @param why how the intrusion comes into its sight
     */
    record Witness(String detector, String names, String why) {
        /** Requires all parts. */
        Witness {
            requireNonNull(detector, "detector");
            requireNonNull(names, "names");
            requireNonNull(why, "why");
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
        besides = List.copyOf(besides);
        uncovered = List.copyOf(uncovered);
    }

    /**
     * Returns an attack that every kernel knows, on what only its detector's attacks are made on.
     */
    static Attack on(String detector, Edit plant, Edit neighbour) {
        return new Attack(
                detector,
                _ -> true,
                plant,
                neighbour,
                Set.of(detector),
                List.of(),
                List.of(),
                List.of());
    }

    /** Returns the same attack, for kernels that have what it is made on. */
    Attack where(Mechanism present) {
        return new Attack(
                detector, present, plant, neighbour, changed, witnesses, besides, uncovered);
    }

    /** Returns the same attack, on things that attacks on other detectors are made on too. */
    Attack changing(String... things) {
        return new Attack(
                detector,
                mechanism,
                plant,
                neighbour,
                Set.of(things),
                witnesses,
                besides,
                uncovered);
    }

    /** Returns the same attack, which another detector sees as well, naming the same. */
    Attack alsoSeenBy(String other, String why) {
        return alsoSeenBy(other, "", why);
    }

    /** Returns the same attack, which another detector sees as well. */
    Attack alsoSeenBy(String other, String names, String why) {
        return new Attack(
                detector,
                mechanism,
                plant,
                neighbour,
                changed,
                and(witnesses, new Witness(other, names, why)),
                besides,
                uncovered);
    }

    /** Returns the same attack, whose neighbour another detector sees. */
    Attack whoseNeighbourIsSeenBy(String other, String names, String why) {
        return new Attack(
                detector,
                mechanism,
                plant,
                neighbour,
                changed,
                witnesses,
                and(besides, new Witness(other, names, why)),
                uncovered);
    }

    /** Returns the same attack, in which something cannot be covered any more. */
    Attack leaving(String notCovered) {
        return new Attack(
                detector,
                mechanism,
                plant,
                neighbour,
                changed,
                witnesses,
                besides,
                and(uncovered, notCovered));
    }

    private static <T> List<T> and(List<T> some, T more) {
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return all;
    }
}
