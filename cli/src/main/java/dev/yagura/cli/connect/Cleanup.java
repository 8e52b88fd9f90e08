package dev.yagura.cli.connect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** Ends what a command has started, all of it, whatever fails on the way. */
final class Cleanup {
    private Cleanup() {}

    /** Closes in the reverse order of pushing; the first failure is thrown, the others added. */
    static void closeAll(Deque<AutoCloseable> started) throws IOException {
        IOException failure = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) { // AutoCloseable declares no less
                if (failure == null) {
                    failure = new IOException("could not clean up: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    static void deleteFolder(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
