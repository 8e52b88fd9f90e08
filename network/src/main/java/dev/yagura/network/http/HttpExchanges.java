package dev.yagura.network.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What the two sides of a connection must know of each other: to which request a response belongs.
 * Not safe for use by several threads.
 */
public final class HttpExchanges {
    private final Deque<String> methods = new ArrayDeque<>();
    private boolean tunnel;

    /** Makes a connection on which nothing was asked yet. */
    public HttpExchanges() {}

    /** Returns whether the connection became a tunnel, or another protocol is spoken on it. */
    public boolean isTunnel() {
        return tunnel;
    }

    /** Returns false if there are too many requests that wait. */
    boolean asked(String method) {
        methods.addLast(method);
        return methods.size() <= HttpLimits.MAX_PIPELINED;
    }

    /** Returns the method that a final response belongs to; empty if nothing was asked. */
    Optional<String> answered() {
        return Optional.ofNullable(methods.pollFirst());
    }

    void becomeTunnel() {
        tunnel = true;
    }
}
