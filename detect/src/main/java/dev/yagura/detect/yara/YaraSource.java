package dev.yagura.detect.yara;

import static java.util.Objects.requireNonNull;

/**
 * A file of rules.
 *
 * @param name as the user named it
 * @param text of the file
 */
public record YaraSource(String name, String text) {
    /** Requires both. */
    public YaraSource {
        requireNonNull(name, "name");
        requireNonNull(text, "text");
    }
}
