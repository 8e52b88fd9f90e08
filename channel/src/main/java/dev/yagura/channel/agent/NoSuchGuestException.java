package dev.yagura.channel.agent;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A guest was asked for that is not there: never was, or has ended since. */
public final class NoSuchGuestException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The id that was asked for. */
    private final String id;

    /**
     * Describes a guest that is not there.
     *
     * @param id the id that was asked for
     */
    public NoSuchGuestException(String id) {
        super("guest: no guest has the id \"%s\"".formatted(requireNonNull(id, "id")));
        this.id = id;
    }

    /** Returns the id that was asked for. */
    public String id() {
        return id;
    }
}
