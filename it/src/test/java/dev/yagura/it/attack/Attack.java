package dev.yagura.it.attack;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * Something that a detector has to find, and a neighbour that it has to leave alone.
 *
 * @param detector id of the detector
 * @param mechanism whether a guest's kernel has what is attacked
 * @param plant writes the intrusion
 * @param neighbour changes something of the same kind as no intruder does
 */
record Attack(String detector, Mechanism mechanism, Edit plant, Edit neighbour) {

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

    /** Requires all parts. */
    Attack {
        requireNonNull(detector, "detector");
        requireNonNull(mechanism, "mechanism");
        requireNonNull(plant, "plant");
        requireNonNull(neighbour, "neighbour");
    }

    /** Returns an attack that every kernel knows. */
    static Attack on(String detector, Edit plant, Edit neighbour) {
        return new Attack(detector, _ -> true, plant, neighbour);
    }

    /** Returns the same attack, for kernels that have what it is made on. */
    Attack where(Mechanism present) {
        return new Attack(detector, present, plant, neighbour);
    }
}
