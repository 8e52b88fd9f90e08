package dev.yagura.sandbox.fuse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What could not be read of the files that somebody asked for: a program that reads them sees an
 * error number, and may not even print that. Safe for concurrent use.
 */
public final class Losses {
    private static final int MAX_TOLD = 100;

    private final Map<String, String> told = new LinkedHashMap<>();
    private long count;

    Losses() {}

    /** Counts a failure, and keeps what it says, once for each file. */
    synchronized void add(String path, String why) {
        count++;
        if (told.size() < MAX_TOLD) {
            told.putIfAbsent(path, why);
        }
    }

    /** Returns how many questions were answered by an error that something damaged made. */
    public synchronized long count() {
        return count;
    }

    /** Returns the first of them, for people: a path and what was wrong. */
    public synchronized List<String> told() {
        List<String> lines = new ArrayList<>();
        told.forEach((path, why) -> lines.add(path + ": " + why));
        return lines;
    }
}
