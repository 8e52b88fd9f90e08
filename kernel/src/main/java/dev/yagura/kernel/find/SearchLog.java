package dev.yagura.kernel.find;

import java.util.ArrayList;
import java.util.List;

/** What a search for a kernel looked at and what it turned down, for the message if it fails. */
public final class SearchLog {
    /** Refusals kept; a hostile guest can cause many. */
    private static final int MAX_REFUSALS = 64;

    private final List<String> searched = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    void searched(String what) {
        searched.add(what);
    }

    void refused(String what) {
        if (refused.size() < MAX_REFUSALS) {
            refused.add(what);
        }
    }

    /** Returns where was searched, in order. */
    public List<String> searched() {
        return List.copyOf(searched);
    }

    /** Returns what was found and refused, with the reasons, in order. */
    public List<String> refused() {
        return List.copyOf(refused);
    }
}
