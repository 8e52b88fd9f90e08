package dev.yagura.network.http;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A request's head. Bytes of no ASCII are characters from 128 on.
 *
 * @param method for example {@code GET}
 * @param target what is asked for, as it was sent
 * @param version for example {@code HTTP/1.1}; empty in requests of HTTP/0.9
 * @param fields what else it says
 */
public record HttpRequest(String method, String target, String version, HttpFields fields) {
    /** Requires all. */
    public HttpRequest {
        requireNonNull(method, "method");
        requireNonNull(target, "target");
        requireNonNull(version, "version");
        requireNonNull(fields, "fields");
    }

    /** Returns which host is asked. */
    public Optional<String> host() {
        return fields.first("Host");
    }
}
