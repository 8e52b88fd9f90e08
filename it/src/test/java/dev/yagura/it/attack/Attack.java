package dev.yagura.it.attack;

import static java.util.Objects.requireNonNull;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.Set;

/**
 * Something that a detector has to find, and a neighbour that no detector may report.
 *
 * @param detector id of the detector
 * @param mechanism whether a guest's kernel has what is attacked
 * @param plant the intrusion
 * @param neighbour something of the same kind that no intruder does
 * @param changed what both are made on: attacks that have one of these in common are not planted
 *     together
 */
record Attack(
        String detector, Mechanism mechanism, Change plant, Change neighbour, Set<String> changed) {
    /** Tells whether a kernel has something. */
    @FunctionalInterface
    interface Mechanism {
        boolean isIn(GuestCore guest) throws IOException;
    }

    /** Requires all parts. */
    Attack {
        requireNonNull(detector, "detector");
        requireNonNull(mechanism, "mechanism");
        requireNonNull(plant, "plant");
        requireNonNull(neighbour, "neighbour");
        changed = Set.copyOf(changed);
    }

    /**
     * Returns an attack that every kernel knows, on what only its detector's attacks are made on.
     */
    static Attack on(String detector, Change.Edit plant, Change.Edit neighbour) {
        return new Attack(
                detector, _ -> true, Change.of(plant), Change.of(neighbour), Set.of(detector));
    }

    /** Returns the same attack, for kernels that have what it is made on. */
    Attack where(Mechanism present) {
        return new Attack(detector, present, plant, neighbour, changed);
    }

    /** Returns the same attack, on things that other attacks may be made on too. */
    Attack changing(String... things) {
        return new Attack(detector, mechanism, plant, neighbour, Set.of(things));
    }

    private Attack planting(Change other) {
        return new Attack(detector, mechanism, other, neighbour, changed);
    }

    private Attack beside(Change other) {
        return new Attack(detector, mechanism, plant, other, changed);
    }

    /** Returns the same attack, which another detector sees as well, naming the same. */
    Attack alsoSeenBy(String other, String why) {
        return alsoSeenBy(other, "", why);
    }

    /** Returns the same attack, which another detector sees as well. */
    Attack alsoSeenBy(String other, String names, String why) {
        return planting(plant.seenBy(new Witness(other, names, why)));
    }

    /** Returns the same attack, whose neighbour another detector sees: for that one it is none. */
    Attack whoseNeighbourIsSeenBy(String other, String names, String why) {
        return beside(neighbour.seenBy(new Witness(other, names, why)));
    }

    /** Returns the same attack, in which something cannot be covered any more. */
    Attack leaving(String notCovered) {
        return planting(plant.leaving(notCovered));
    }

    /** Returns the same attack, beside whose neighbour something cannot be covered any more. */
    Attack whoseNeighbourLeaves(String notCovered) {
        return beside(neighbour.leaving(notCovered));
    }
}
