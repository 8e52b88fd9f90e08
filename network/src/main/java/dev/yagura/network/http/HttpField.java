package dev.yagura.network.http;

import static java.util.Objects.requireNonNull;

/**
 * A field of a head. Bytes of no ASCII are characters from 128 on.
 *
 * @param name as it was sent
 * @param value without white space around it
 */
public record HttpField(String name, String value) {
    /** Requires both. */
    public HttpField {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
    }
}
