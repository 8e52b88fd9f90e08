package dev.yagura.detect.crossview;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Whose a flow is.
 *
 * @param basis by which socket that is known
 * @param socket the socket
 */
public record FlowOwner(Basis basis, GuestSocket socket) {
    /** By which socket a flow's owner is known, the surest first. */
    public enum Basis {
        /** The one that has both ends of the flow. */
        CONNECTION,
        /** One that has the flow's port, and takes packets of anybody. */
        PORT
    }

    /** Requires both. */
    public FlowOwner {
        requireNonNull(basis, "basis");
        requireNonNull(socket, "socket");
    }

    /** Returns it as fields of a row: {@code pid}, {@code comm}, {@code exe}, {@code uid}, … */
    public SequencedMap<String, Object> fields() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        socket.pid().ifPresent(pid -> fields.put("pid", pid));
        fields.put("comm", socket.comm());
        fields.put("exe", socket.exe());
        socket.uid().ifPresent(uid -> fields.put("uid", uid));
        fields.put("knownBy", basis.name().toLowerCase(Locale.ROOT));
        return fields;
    }

    /** Returns it in words. */
    public String text() {
        return socket.uid().isPresent()
                ? "%s of user %d".formatted(socket.owner(), socket.uid().getAsLong())
                : socket.owner();
    }
}
