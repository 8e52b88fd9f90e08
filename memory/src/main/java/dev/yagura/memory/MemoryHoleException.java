package dev.yagura.memory;

import java.io.IOException;

/** A guest-physical address was read that no RAM stands behind (device memory, a dump's gap). */
public final class MemoryHoleException extends IOException {

    private static final long serialVersionUID = 1L;

    /** First address of the read that lies in a hole. */
    private final long gpa;

    /**
     * Describes a read that met a hole.
     *
     * @param gpa first guest-physical address of the read that has no RAM behind it
     */
    public MemoryHoleException(long gpa) {
        // Not formatted(): holes are ordinary, and the first use of a Formatter takes 50 ms.
        super("guest-physical memory: 0x" + Long.toHexString(gpa) + " lies in no RAM range");
        this.gpa = gpa;
    }

    /** Returns the first guest-physical address of the read that has no RAM behind it. */
    public long gpa() {
        return gpa;
    }
}
