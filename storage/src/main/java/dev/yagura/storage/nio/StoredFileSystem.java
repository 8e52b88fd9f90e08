package dev.yagura.storage.nio;

import dev.yagura.storage.file.FileTree;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A tree of files for {@link java.nio.file.Files}.
 *
 * <p>Safe for concurrent use as the tree is. Not installed: no URI leads here, only {@link
 * #of(FileTree)}. After {@link #close()} nothing is read any more; the tree's devices are the
 * caller's to close.
 */
public final class StoredFileSystem extends FileSystem {
    private final FileTree tree;
    private final StoredProvider provider;
    private volatile boolean closed;

    private StoredFileSystem(FileTree tree) {
        this.tree = tree;
        this.provider = new StoredProvider(this);
    }

    /** Returns the files of a tree, which must stay readable for as long as the result is used. */
    public static StoredFileSystem of(FileTree tree) {
        return new StoredFileSystem(tree);
    }

    /**
     * Returns the files.
     *
     * @throws ClosedFileSystemException if this is closed
     */
    FileTree tree() {
        if (closed) {
            throw new ClosedFileSystemException();
        }
        return tree;
    }

    @Override
    public StoredProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(StoredPath.root(this));
    }

    /** Returns nothing: how full a guest's filesystem is, is not read. */
    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "posix", "unix");
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                text.append(text.isEmpty() ? "" : "/").append(part);
            }
        }
        return StoredPath.parse(this, text.toString());
    }

    /** Matches by the text of paths: {@code glob:} as on Linux, or {@code regex:}. */
    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "pattern is \"%s\", expected glob: or regex: before it"
                            .formatted(syntaxAndPattern));
        }
        String syntax = syntaxAndPattern.substring(0, colon).toLowerCase(Locale.ROOT);
        String text = syntaxAndPattern.substring(colon + 1);
        Pattern pattern =
                switch (syntax) {
                    case "glob" -> new Glob(text).pattern();
                    case "regex" -> Pattern.compile(text);
                    default -> throw new UnsupportedOperationException("syntax " + syntax);
                };
        return path -> pattern.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("owners of a guest's files are numbers");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("a guest's files are not watched");
    }
}
