package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A question about a VM could not be answered; the message is for the user. */
public final class WatchException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why there is no answer. */
    public enum Reason {
        /** No VM has the name, or several do. The user asked wrongly. */
        NO_SUCH_GUEST,
        /** The question itself is wrong: unknown view, detector or field. */
        BAD_REQUEST,
        /** The VM, its agent or the enclave cannot be reached, or went away. */
        UNREACHABLE,
        /** Evidence or a key was refused, by either side. */
        REFUSED,
        /** The VM's memory holds no kernel that could be opened. */
        NO_KERNEL,
        /** The VM's disks hold no filesystem that could be opened and begun with. */
        NO_FILES,
        /** The answer broke off, or memory could not be made sense of. */
        INCOMPLETE
    }

    /** Why there is no answer. */
    private final Reason reason;

    /** Says why there is no answer. */
    public WatchException(Reason reason, String message) {
        super(message);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Says why there is no answer, with the failure behind it. */
    public WatchException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns why there is no answer. */
    public Reason reason() {
        return reason;
    }

    /** Returns whether the user asked wrongly, rather than something having failed. */
    public boolean isWrongUsage() {
        return reason == Reason.NO_SUCH_GUEST || reason == Reason.BAD_REQUEST;
    }
}
