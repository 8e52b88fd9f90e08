package dev.yagura.detect;

import java.io.IOException;

/** A guest has no files that could be read, or none were given; the message says why. */
public final class NoFilesException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Takes what is said to the user. */
    public NoFilesException(String message) {
        super(message);
    }

    /** Takes what is said to the user, and what kept the files from being opened. */
    public NoFilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
