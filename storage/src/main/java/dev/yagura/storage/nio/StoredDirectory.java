package dev.yagura.storage.nio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The names in a directory, once. */
final class StoredDirectory implements DirectoryStream<Path> {
    private final List<? extends Path> paths;
    private final DirectoryStream.Filter<? super Path> filter;
    private boolean used;

    StoredDirectory(List<? extends Path> paths, DirectoryStream.Filter<? super Path> filter) {
        this.paths = paths;
        this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
        if (used) {
            throw new IllegalStateException("a directory stream is read once");
        }
        used = true;
        return paths.stream().filter(this::isWanted).map(Path.class::cast).iterator();
    }

    private boolean isWanted(Path path) {
        try {
            return filter.accept(path);
        } catch (IOException e) {
            throw new DirectoryIteratorException(e);
        }
    }

    /** Ends the stream. */
    @Override
    public void close() {
        used = true;
    }
}
