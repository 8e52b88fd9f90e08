package dev.yagura.it.attack;

import static java.util.Objects.requireNonNull;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of a guest's memory, with what is to be seen of it besides what it is made for.
 *
 * @param edit makes it
 * @param witnesses the detectors that rightly see it as well
 * @param gaps how what a detector cannot cover any more begins, each at least once
 */
record Change(Edit edit, List<Witness> witnesses, List<String> gaps) {
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

    /** Requires all parts. */
    Change {
        requireNonNull(edit, "edit");
        witnesses = List.copyOf(witnesses);
        gaps = List.copyOf(gaps);
    }

    /** Returns a change of which nothing else is seen. */
    static Change of(Edit edit) {
        return new Change(edit, List.of(), List.of());
    }

    /** Returns the same change, which another detector sees. */
    Change seenBy(Witness witness) {
        List<Witness> all = new ArrayList<>(witnesses);
        all.add(witness);
        return new Change(edit, all, gaps);
    }

    /** Returns the same change, after which something cannot be covered any more. */
    Change leaving(String notCovered) {
        List<String> all = new ArrayList<>(gaps);
        all.add(notCovered);
        return new Change(edit, witnesses, all);
    }
}
