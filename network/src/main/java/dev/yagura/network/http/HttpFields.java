package dev.yagura.network.http;

import java.util.List;
import java.util.Optional;

/**
 * The fields of a head.
 *
 * @param all in their order
 */
public record HttpFields(List<HttpField> all) {
    /** Copies the list. */
    public HttpFields {
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
