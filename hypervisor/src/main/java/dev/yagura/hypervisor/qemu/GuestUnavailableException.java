package dev.yagura.hypervisor.qemu;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A guest cannot be read: it never was there, is there no longer, or may not be touched. */
public final class GuestUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why the guest cannot be read. */
    public enum Reason {
        /** No running guest has the name, pid or socket asked for. */
        NOT_FOUND,
        /** Several running guests have the name asked for. */
        AMBIGUOUS,
        /** The operating system denies access to the guest's process. */
        NO_PERMISSION,
        /** The guest's process has ended, or another has its pid. */
        GONE,
        /** The guest's memory is no longer what it was when it was opened. */
        CHANGED,
        /** The guest is of a kind that cannot be read. */
        UNSUPPORTED
    }

    /** Why the guest cannot be read. */
    private final Reason reason;

    /**
     * Describes a guest that cannot be read.
     *
     * @param reason for callers to branch on
     * @param message for people: what was found, what was expected, and what mends it
     */
    public GuestUnavailableException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * Describes a guest that cannot be read because of another failure.
     *
     * @param reason for callers to branch on
     * @param message for people: what was found, what was expected, and what mends it
     * @param cause the other failure
     */
    public GuestUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns why the guest cannot be read. */
    public Reason reason() {
        return reason;
    }
}
