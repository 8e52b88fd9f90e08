package dev.yagura.network.rules;

import java.io.IOException;

/** Files of values that rules load, {@code dataset} and {@code datarep}. */
@FunctionalInterface
public interface ListFiles {
    /** There are none. */
    ListFiles NONE =
            (_, name) -> {
                throw new IOException("%s: is not there".formatted(name));
            };

    /**
     * Returns what is in a file.
     *
     * @param rules name of the file of rules that loads it
     * @param name as the rule has it: a path from that file's folder on, which leads nowhere else
     * @throws IOException if there is no such file, or it is longer than {@link
     *     RuleLimits#MAX_LIST_CHARS}
     */
    String text(String rules, String name) throws IOException;
}
