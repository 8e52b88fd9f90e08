package dev.yagura.detect.lists;

import dev.yagura.detect.rules.Glob;
import java.util.ArrayList;
import java.util.List;

/** Patterns of paths, a line each: {@code *} for any text, slashes included. Immutable. */
public final class PathList {
    private static final int MAX_PATTERNS = 10_000;

    private final List<Glob> globs;

    private PathList(List<Glob> globs) {
        this.globs = List.copyOf(globs);
    }

    /** Makes a list of patterns that are known to be of the right form. */
    public static PathList of(List<String> patterns) {
        return new PathList(patterns.stream().map(Glob::of).toList());
    }

    /**
     * Reads lists.
     *
     * @throws ListException if a pattern is not that of a whole path
     */
    public static PathList read(List<ListFile> files) throws ListException {
        List<Glob> globs = new ArrayList<>();
        for (ListFile file : files) {
            for (ListFile.Entry entry : file.entries()) {
                if (!entry.text().startsWith("/") && !entry.text().startsWith("*")) {
                    throw file.refused(
                            entry.number(),
                            "pattern is \"%s\", expected one that begins with / or *"
                                    .formatted(entry.text()));
                }
                if (globs.size() == MAX_PATTERNS) {
                    throw file.refused(
                            entry.number(), "has more than %d patterns".formatted(MAX_PATTERNS));
                }
                globs.add(Glob.of(entry.text()));
            }
        }
        return new PathList(globs);
    }

    /** Returns whether a path is of one of these forms. */
    public boolean has(String path) {
        return globs.stream().anyMatch(glob -> glob.matches(path));
    }
}
