package dev.yagura.view.proc.guest;

import java.util.ArrayList;
import java.util.List;

/** What could not be read of a guest while its files were made. Safe for concurrent use. */
public final class Notes {
    /** Losses that are told; a guest that has more has told enough. */
    private static final int MAX_NOTES = 64;

    private final List<String> notes = new ArrayList<>();

    Notes() {}

    /** Adds one. */
    public synchronized void add(String what, String why) {
        String note = what + ": " + why;
        if (notes.size() < MAX_NOTES && !notes.contains(note)) {
            notes.add(note);
        }
    }

    /** Returns them, for people. */
    public synchronized List<String> list() {
        return List.copyOf(notes);
    }
}
