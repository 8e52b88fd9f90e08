package dev.yagura.kernel.linux.code.sites;

import static java.util.Objects.requireNonNull;

/**
 * Bytes that are not what the file has, and that the kernel did not put there.
 *
 * @param gva address of the first one
 * @param lengthBytes how far they reach; equal bytes may lie between
 * @param expected what the file has, in hex; cut if it is long
 * @param found what the guest has, in hex; cut likewise
 * @param site the place that they lie in and that allows something else only; empty for none
 */
public record Deviation(long gva, int lengthBytes, String expected, String found, String site) {
    /** Requires the texts. */
    public Deviation {
        requireNonNull(expected, "expected");
        requireNonNull(found, "found");
        requireNonNull(site, "site");
    }
}
