package dev.yagura.kernel.linux.content;

import java.io.IOException;

/** The guest has nothing of what was asked for, or several things. */
public final class NoSuchContentException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSuchContentException(String message) {
        super(message);
    }
}
