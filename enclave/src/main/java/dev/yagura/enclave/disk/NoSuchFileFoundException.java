package dev.yagura.enclave.disk;

import java.io.IOException;

/** There is no file as the one that was asked for; the message is for the user. */
public final class NoSuchFileFoundException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSuchFileFoundException(String message) {
        super(message);
    }
}
