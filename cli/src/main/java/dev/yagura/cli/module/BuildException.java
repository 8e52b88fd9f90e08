package dev.yagura.cli.module;

import java.io.IOException;

/** A module could not be built; the message is meant for its author. */
public final class BuildException extends IOException {
    private static final long serialVersionUID = 1L;

    BuildException(String message) {
        super(message);
    }
}
