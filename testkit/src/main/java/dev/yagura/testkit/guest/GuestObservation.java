package dev.yagura.testkit.guest;

import java.util.List;

/**
 * What a program saw of a stopped guest, beside what the guest itself says of the same moment.
 *
 * @param processes the guest's processes at that moment, by pid
 * @param modules the guest's modules at that moment, newest first
 * @param seen what the program saw
 * @param <T> what the program sees
 */
public record GuestObservation<T>(List<GuestProcess> processes, List<GuestModule> modules, T seen) {
    /** Copies the lists. */
    public GuestObservation {
        processes = List.copyOf(processes);
        modules = List.copyOf(modules);
    }

    /**
     * Something that looks at a stopped guest.
     *
     * @param <T> what it sees
     * @param <E> how it fails
     */
    @FunctionalInterface
    public interface Look<T, E extends Exception> {
        /** Looks. May be called again if the guest changed under way. */
        T look() throws E;
    }
}
