package dev.yagura.storage.nio;

import dev.yagura.storage.file.FileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names between slashes. */
final class StoredPath implements Path {
    private static final FileName UP = FileName.of("..");

    private final StoredFileSystem filesystem;
    private final boolean absolute;
    private final List<FileName> names;

    private StoredPath(StoredFileSystem filesystem, boolean absolute, List<FileName> names) {
        this.filesystem = filesystem;
        this.absolute = absolute;
        this.names = List.copyOf(names);
    }

    static StoredPath root(StoredFileSystem filesystem) {
        return new StoredPath(filesystem, true, List.of());
    }

    static StoredPath parse(StoredFileSystem filesystem, String text) {
        List<FileName> names =
                Arrays.stream(text.split("/", -1))
                        .filter(name -> !name.isEmpty())
                        .map(NameText::name)
                        .toList();
        return new StoredPath(filesystem, text.startsWith("/"), names);
    }

    static StoredPath absolute(StoredFileSystem filesystem, List<FileName> names) {
        return new StoredPath(filesystem, true, names);
    }

    StoredPath child(FileName name) {
        List<FileName> below = new ArrayList<>(names);
        below.add(name);
        return new StoredPath(filesystem, absolute, below);
    }

    /** Returns the path as Linux would get it. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (FileName name : names) {
            bytes.write('/');
            bytes.writeBytes(name.bytes());
        }
        return bytes.toByteArray();
    }

    static StoredPath of(Path path) {
        if (path instanceof StoredPath stored) {
            return stored;
        }
        throw new ProviderMismatchException(path + " is no path of a guest's files");
    }

    @Override
    public StoredFileSystem getFileSystem() {
        return filesystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? root(filesystem) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : new StoredPath(filesystem, false, List.of(names.getLast()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty() || (names.size() == 1 && !absolute)) {
            return null;
        }
        return new StoredPath(filesystem, absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
            throw new IllegalArgumentException(
                    "%d to %d of %d names".formatted(beginIndex, endIndex, names.size()));
        }
        return new StoredPath(filesystem, false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof StoredPath path
                && path.filesystem == filesystem
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof StoredPath path) || path.filesystem != filesystem) {
            return false;
        }
        if (path.absolute) {
            return equals(path);
        }
        int from = names.size() - path.names.size();
        return from >= 0 && names.subList(from, names.size()).equals(path.names);
    }

    @Override
    public Path normalize() {
        List<FileName> normal = new ArrayList<>();
        for (FileName name : names) {
            boolean up = name.equals(UP);
            if (up && !normal.isEmpty() && !normal.getLast().equals(UP)) {
                normal.removeLast();
            } else if (!name.isDot() || (up && !absolute)) {
                normal.add(name);
            }
        }
        return new StoredPath(filesystem, absolute, normal);
    }

    @Override
    public Path resolve(Path other) {
        StoredPath path = of(other);
        if (path.absolute) {
            return path;
        }
        List<FileName> all = new ArrayList<>(names);
        all.addAll(path.names);
        return new StoredPath(filesystem, absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        StoredPath path = of(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("one of the paths is absolute, the other is not");
        }
        int common = 0;
        while (common < Math.min(names.size(), path.names.size())
                && names.get(common).equals(path.names.get(common))) {
            common++;
        }
        List<FileName> way = new ArrayList<>(Collections.nCopies(names.size() - common, UP));
        way.addAll(path.names.subList(common, path.names.size()));
        return new StoredPath(filesystem, false, way);
    }

    @Override
    public URI toUri() {
        throw new UnsupportedOperationException("a guest's file has no URI");
    }

    @Override
    public StoredPath toAbsolutePath() {
        return absolute ? this : new StoredPath(filesystem, true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return filesystem
                .provider()
                .find(this, options)
                .map(found -> absolute(filesystem, found.path()))
                .orElseThrow(() -> new NoSuchFileException(toString()));
    }

    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("a guest's files are not watched");
    }

    @Override
    public int compareTo(Path other) {
        StoredPath path = of(other);
        return absolute == path.absolute
                ? Arrays.compareUnsigned(bytes(), path.bytes())
                : absolute ? 1 : -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredPath path
                && path.filesystem == filesystem
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return names.stream()
                .map(NameText::of)
                .collect(Collectors.joining("/", absolute ? "/" : "", ""));
    }
}
