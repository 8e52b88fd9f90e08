package dev.yagura.detect.storage.privileges;

import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlResource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lists of {@code privileges.yaml}. */
enum KnownPrivileges {
    /** Packaged with a set-id bit. */
    SETID,
    /** Gives its rights away. */
    POWERFUL,
    /** Of another system, by path. */
    INNER,
    /** Packaged with capabilities. */
    CAPABLE,
    /** Names of capabilities that make root. */
    DANGEROUS;

    /** Read when first asked for. */
    private static final class Lists {
        static final Map<String, List<String>> ALL =
                YamlResource.lists(KnownPrivileges.class, "privileges.yaml");
    }

    /** Returns whether the list has a text. */
    boolean has(String text) {
        return Lists.ALL.getOrDefault(name().toLowerCase(Locale.ROOT), List.of()).stream()
                .anyMatch(word -> Glob.of(word).matches(text));
    }

    /** Returns whether the list has the last name of a path. */
    boolean has(GuestFile file) {
        return has(file.name());
    }
}
