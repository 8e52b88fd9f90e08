package dev.yagura.bpf.run;

import static java.util.Objects.requireNonNull;

/**
 * An instruction or helper cannot go on. What runs the program adds the place, and throws a {@link
 * ProgramFault}.
 */
public final class Trap extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final ProgramFault.Kind kind;

    /** The address or number that was the matter. */
    private final long address;

    /**
     * Describes what went wrong.
     *
     * @param address the address or number that was the matter, 0 if there is none
     * @param detail what was tried, for people, lower case
     */
    public Trap(ProgramFault.Kind kind, long address, String detail) {
        super(detail);
        this.kind = requireNonNull(kind, "kind");
        this.address = address;
    }

    /** Returns why. */
    public ProgramFault.Kind kind() {
        return kind;
    }

    /** Returns the address or number that was the matter, 0 if there is none. */
    public long address() {
        return address;
    }
}
