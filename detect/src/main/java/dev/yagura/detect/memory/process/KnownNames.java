package dev.yagura.detect.memory.process;

import dev.yagura.detect.rules.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lists of {@code known.yaml}. */
enum KnownNames {
    /** What makes code at run time. */
    COMPILERS,
    /** Libraries that are preloaded with a good reason. */
    PRELOADS,
    /** Shells. */
    SHELLS,
    /** Interpreters that can do what a shell does. */
    INTERPRETERS,
    /** Programs that debug others. */
    DEBUGGERS,
    /** Programs that speak with link layers. */
    LINK_LAYER,
    /** Programs that let people in. */
    LOGINS;

    /** Read when first asked for. */
    private static final class Lists {
        static final Map<String, List<Glob>> ALL = GlobLists.read("known.yaml");
    }

    /** Returns whether the list has a name. */
    boolean has(String name) {
        return Lists.ALL.getOrDefault(name().toLowerCase(Locale.ROOT), List.of()).stream()
                .anyMatch(glob -> glob.matches(name));
    }
}
