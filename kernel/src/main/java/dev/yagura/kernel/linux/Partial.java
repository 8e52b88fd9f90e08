package dev.yagura.kernel.linux;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects of the guest's, and what is missing among them.
 *
 * @param <T> type of the objects
 * @param items what could be read
 * @param missing what could not; empty where the list is whole
 */
public record Partial<T>(List<T> items, List<Missing> missing) {
    /** Copies both lists. */
    public Partial {
        items = List.copyOf(items);
        missing = List.copyOf(missing);
    }

    /**
     * Returns the items of a list that is whole.
     *
     * @throws IOException if something is missing; it names the first
     */
    public List<T> complete() throws IOException {
        if (!missing.isEmpty()) {
            throw new IOException(
                    "%s: %s".formatted(missing.getFirst().what(), missing.getFirst().why()));
        }
        return items;
    }

    /** Starts to collect. */
    public static <T> Collector<T> collector() {
        return new Collector<>();
    }

    /**
     * Something that should have been among the items.
     *
     * @param what the object or list
     * @param why what was found and what was expected
     */
    public record Missing(String what, String why) {
        /** Requires both. */
        public Missing {
            requireNonNull(what, "what");
            requireNonNull(why, "why");
        }
    }

    /**
     * Reads one object of the guest.
     *
     * @param <T> type of the object
     */
    @FunctionalInterface
    public interface Reader<T> {
        /** Returns the object. */
        T read() throws IOException;
    }

    /** Reads several objects out of guest memory, and adds them itself. */
    @FunctionalInterface
    public interface Part {
        /** Reads them. */
        void read() throws IOException;
    }

    /**
     * Collects what can be read and notes what cannot. Not safe for concurrent use.
     *
     * @param <T> type of the objects
     */
    public static final class Collector<T> {
        /** How many losses are told one by one; those beyond are counted. */
        private static final int MAX_MISSING = 100;

        private final List<T> items = new ArrayList<>();
        private final List<Missing> missing = new ArrayList<>();
        private int untold;

        private Collector() {}

        /** Adds an object. */
        public void add(T item) {
            items.add(item);
        }

        /**
         * Reads and adds an object; one that the guest does not give is noted as missing.
         *
         * @return whether it was added
         * @throws KernelLayoutException if this kernel has no such objects at all
         * @throws IOException if the memory source fails
         */
        public boolean add(String what, Reader<T> reader) throws IOException {
            try {
                items.add(reader.read());
                return true;
            } catch (KernelLayoutException e) {
                throw e;
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                missing(what, String.valueOf(e.getMessage()));
                return false;
            }
        }

        /**
         * Reads a part that adds its objects itself; one that the guest does not give is noted as
         * missing.
         *
         * @throws IOException if the memory source fails
         */
        public void part(String what, Part part) throws IOException {
            try {
                part.read();
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                missing(what, String.valueOf(e.getMessage()));
            }
        }

        /** Notes a walk that did not see its container whole. */
        public void check(Walk<?> walk) {
            if (walk.end() instanceof WalkEnd.Cut cut) {
                missing(
                        walk.container(),
                        "stopped after %d entries at %s".formatted(walk.items().size(), cut));
            }
        }

        /** Notes that something is missing. */
        public void missing(String what, String why) {
            if (missing.size() < MAX_MISSING) {
                missing.add(new Missing(what, why));
            } else {
                untold++;
            }
        }

        /** Returns what was collected. */
        public Partial<T> done() {
            if (untold > 0) {
                missing.add(new Missing("others", untold + " beyond these " + MAX_MISSING));
                untold = 0;
            }
            return new Partial<>(items, missing);
        }
    }
}
