package dev.yagura.kernel;

import java.io.IOException;
import java.util.List;

/**
 * No kernel that passes every check was found in a guest's memory.
 *
 * <p>The message says where was searched, and what was found there and refused, and why.
 */
public final class KernelNotFoundException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Refusals that the message names; {@link #refused} has all. */
    private static final int MAX_IN_MESSAGE = 8;

    /** Where was searched; not kept in a serialized copy. */
    private final transient List<String> searched;

    /** What was refused; not kept in a serialized copy. */
    private final transient List<String> refused;

    /**
     * Describes a search without a result.
     *
     * @param searched where was searched, in order
     * @param refused what was found and refused, with the reasons, in order
     */
    public KernelNotFoundException(List<String> searched, List<String> refused) {
        super(message(searched, refused));
        this.searched = List.copyOf(searched);
        this.refused = List.copyOf(refused);
    }

    /** Returns where was searched, in order. */
    public List<String> searched() {
        return searched;
    }

    /** Returns what was found and refused, with the reasons, in order. */
    public List<String> refused() {
        return refused;
    }

    private static String message(List<String> searched, List<String> refused) {
        StringBuilder text =
                new StringBuilder("linux kernel: not found in ")
                        .append(String.join(", ", searched))
                        .append("; found and refused: ")
                        .append(refused.isEmpty() ? "nothing" : "");
        int named = Math.min(refused.size(), MAX_IN_MESSAGE);
        text.append(String.join("; ", refused.subList(0, named)));
        if (refused.size() > named) {
            text.append("; and ").append(refused.size() - named).append(" more");
        }
        return text.toString();
    }
}
