package dev.yagura.storage.disk;

import java.io.IOException;

/** There is no filesystem that could be the root of a tree; the message says what there is. */
public final class NoRootException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRootException(String message) {
        super(message);
    }
}
