package dev.yagura.testkit.guest;

import java.io.IOException;

/** A command that a guest ran failed. */
public final class GuestCommandException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Exit status of the command. */
    private final int status;

    /**
     * Describes a failed command.
     *
     * @param command what was run
     * @param status its exit status
     * @param output what it wrote, standard error included
     */
    public GuestCommandException(String command, int status, String output) {
        super(
                "guest: \"%s\" ended with status %d, expected 0: %s"
                        .formatted(command, status, output));
        this.status = status;
    }

    /** Returns the exit status. */
    public int status() {
        return status;
    }
}
