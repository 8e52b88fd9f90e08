package dev.yagura.storage.posix;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A file could not be read, for a reason that Linux has a number for. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Errno errno;

    /**
     * Says why.
     *
     * @param message for people
     */
    public ErrnoException(Errno errno, String message) {
        super(message);
        this.errno = requireNonNull(errno, "errno");
    }

    /** Returns why. */
    public Errno errno() {
        return errno;
    }
}
