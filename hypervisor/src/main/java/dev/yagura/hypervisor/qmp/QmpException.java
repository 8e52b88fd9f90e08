package dev.yagura.hypervisor.qmp;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A QMP socket could not be used, or QEMU refused a command. */
public final class QmpException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why the conversation failed. */
    public enum Reason {
        /** Nothing listens at the socket's path, or this process may not connect to it. */
        UNREACHABLE,
        /** Connected, and no answer came in time; most often another client holds the monitor. */
        NO_ANSWER,
        /** QEMU closed the connection: it ended, or another client made it. */
        CLOSED,
        /** What came is not QMP, or is larger than any answer can be. */
        MALFORMED,
        /** QEMU answered with an error. */
        REFUSED
    }

    /** Why the conversation failed. */
    private final Reason reason;

    /**
     * Describes a failure.
     *
     * @param reason for callers to branch on
     * @param message for people: which socket, what was found, what was expected
     * @param cause what the failure came from, if from another exception
     */
    public QmpException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns why the conversation failed. */
    public Reason reason() {
        return reason;
    }
}
