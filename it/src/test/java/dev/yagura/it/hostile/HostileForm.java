package dev.yagura.it.hostile;

import java.io.IOException;
import java.util.List;

/**
 * A structure of the kernel's in a form that no kernel leaves behind.
 *
 * @param name what is wrong with what
 * @param detectors ids of those that walk the structure, at least one
 * @param plant writes the form into a guest
 */
record HostileForm(String name, List<String> detectors, Plant plant) {
    /** Writes a form. */
    @FunctionalInterface
    interface Plant {
        /**
         * Writes the form into a guest.
         *
         * @return parts of what a detector must say of the structure and its place, one of which is
         *     enough; empty if this kernel has no such structure, and nothing was written
         */
        List<String> into(HostileCore guest) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }
}
