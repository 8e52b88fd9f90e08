package dev.yagura.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The seeds and the past findings of a target. */
final class Corpus {
    private Corpus() {}

    /** Returns the folder with real inputs, each with its origin in the README beside it. */
    static Path seeds(FuzzTarget target) {
        return folder(target).resolve("seeds");
    }

    /** Returns the folder with inputs that once were findings. */
    static Path regressions(FuzzTarget target) {
        return folder(target).resolve("regressions");
    }

    /** Returns all files of both folders, in order. */
    static List<Path> files(FuzzTarget target) throws IOException {
        List<Path> files = new ArrayList<>(list(seeds(target)));
        if (Files.isDirectory(regressions(target))) {
            files.addAll(list(regressions(target)));
        }
        return files;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static Path folder(FuzzTarget target) {
        return Path.of("corpus", target.folder());
    }
}
