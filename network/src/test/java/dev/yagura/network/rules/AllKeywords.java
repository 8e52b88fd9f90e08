package dev.yagura.network.rules;

import java.util.Set;

/** The keywords that rules may have. */
public final class AllKeywords {
    private AllKeywords() {}

    /** Returns their names. */
    public static Set<String> names() {
        return Keyword.all().keySet();
    }
}
