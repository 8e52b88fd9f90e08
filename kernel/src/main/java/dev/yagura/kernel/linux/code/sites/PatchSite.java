package dev.yagura.kernel.linux.code.sites;

import java.io.IOException;

/** A place in code that the kernel rewrites. */
public interface PatchSite {
    /** Returns the address of its first byte. */
    long gva();

    /** Returns how many bytes the kernel rewrites, at least 1. */
    int lengthBytes();

    /** Returns what it is, for people. */
    String kind();

    /**
     * Returns whether what the guest has at the place is one of the things that the kernel puts
     * there.
     *
     * @throws IOException if guest memory that tells it cannot be read
     */
    boolean allows(Patch patch) throws IOException;

    /**
     * Returns whether the kernel rewrites the place while others may execute it: for an instant its
     * first byte is then a breakpoint.
     */
    default boolean isLive() {
        return false;
    }
}
