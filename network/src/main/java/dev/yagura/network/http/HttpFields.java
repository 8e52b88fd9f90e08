package dev.yagura.network.http;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The fields of a head.
 *
 * @param all in their order
 * @param raw the lines as they were sent, each with CR and LF behind it
 */
public record HttpFields(List<HttpField> all, String raw) {
    /** Copies the list. */
    public HttpFields {
        requireNonNull(raw, "raw");
        all = List.copyOf(all);
    }

    /** Returns the values of all fields of a name, whose case does not matter. */
    public List<String> values(String name) {
        return all.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HttpField::value)
                .toList();
    }

    /** Returns the value of the first field of a name. */
    public Optional<String> first(String name) {
        return values(name).stream().findFirst();
    }
}
