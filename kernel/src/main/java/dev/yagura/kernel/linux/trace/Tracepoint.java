package dev.yagura.kernel.linux.trace;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A place in the kernel that can be watched.
 *
 * @param gva address of its {@code struct tracepoint}
 * @param name its name, such as {@code "sched_switch"}
 * @param probes what is called there, in the kernel's order; empty while nobody watches
 * @param called what its static call leads to: a probe, the iterator over several, or a stub; 0
 *     where the kernel has none
 */
public record Tracepoint(long gva, String name, List<Probe> probes, long called) {
    /**
     * A function that is called.
     *
     * @param function its address
     * @param data what it is given
     */
    public record Probe(long function, long data) {}

    /** Copies the list. */
    public Tracepoint {
        requireNonNull(name, "name");
        probes = List.copyOf(probes);
    }
}
