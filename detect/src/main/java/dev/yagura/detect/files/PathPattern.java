package dev.yagura.detect.files;

import dev.yagura.detect.rules.Glob;
import dev.yagura.storage.file.FileName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pattern of paths: names between slashes, {@code *} and {@code ?} within a name, {@code **} for
 * any number of directories.
 *
 * <p>Looked up in the tree: a directory on the way may be a symbolic link, as {@code /bin} is on a
 * system with a merged {@code /usr}; a last link is itself what is found.
 */
public final class PathPattern {
    private static final String ANY_DEPTH = "**";

    private sealed interface Step {
        record Name(FileName name) implements Step {}

        record Like(Glob glob) implements Step {}

        record AnyDepth() implements Step {}
    }

    private final String text;
    private final List<Step> steps;

    private PathPattern(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /**
     * Returns a pattern.
     *
     * @throws IllegalArgumentException if it is not absolute, or ends in a slash or in {@code **}
     */
    public static PathPattern of(String pattern) {
        if (!pattern.startsWith("/") || pattern.endsWith("/") || pattern.endsWith(ANY_DEPTH)) {
            throw new IllegalArgumentException(
                    "path pattern is \"%s\", expected the form /etc/*.conf".formatted(pattern));
        }
        List<Step> steps = new ArrayList<>();
        for (String step : pattern.substring(1).split("/", -1)) {
            if (step.equals(ANY_DEPTH)) {
                steps.add(new Step.AnyDepth());
            } else if (step.contains("*") || step.contains("?")) {
                steps.add(new Step.Like(Glob.of(step)));
            } else {
                steps.add(new Step.Name(FileName.of(step)));
            }
        }
        return new PathPattern(pattern, steps);
    }

    /** Returns every file of this form, each once, in the order of the walk. */
    public List<GuestFile> in(GuestFiles files) throws IOException {
        return below(files, files.root());
    }

    /** Returns every file of this form as if a directory were the root. */
    public List<GuestFile> below(GuestFiles files, GuestFile top) throws IOException {
        Set<GuestFile> at = new LinkedHashSet<>();
        at.add(top);
        for (Step step : steps) {
            Set<GuestFile> found = new LinkedHashSet<>();
            for (GuestFile file : at) {
                Optional<GuestFile> directory = files.followed(file).filter(GuestFile::isDirectory);
                if (directory.isPresent()) {
                    step(files, directory.get(), step, found);
                }
            }
            at = found;
        }
        return List.copyOf(at);
    }

    private static void step(
            GuestFiles files, GuestFile directory, Step step, Set<GuestFile> found) {
        switch (step) {
            case Step.Name(FileName name) -> directory.child(name).ifPresent(found::add);
            case Step.Like(Glob glob) ->
                    directory.children().stream()
                            .filter(child -> glob.matches(child.name()))
                            .forEach(found::add);
            case Step.AnyDepth() ->
                    files.each(
                            directory,
                            file -> {
                                if (file.isDirectory()) {
                                    found.add(file);
                                }
                            });
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
