package dev.yagura.storage.nio;

import dev.yagura.storage.file.FileTree;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;

/**
 * A tree of files for {@link java.nio.file.Files}.
 *
 * <p>Safe for concurrent use as the tree is. Not installed: no URI leads here, only {@link
 * #of(FileTree)}. {@link #close()} does nothing; the tree's devices are the caller's.
 */
public final class StoredFileSystem extends FileSystem {
    private final FileTree tree;
    private final StoredProvider provider;

    private StoredFileSystem(FileTree tree) {
        this.tree = tree;
        this.provider = new StoredProvider(this);
    }

    /** Returns the files of a tree, which must stay readable for as long as the result is used. */
    public static StoredFileSystem of(FileTree tree) {
        return new StoredFileSystem(tree);
    }

    FileTree tree() {
        return tree;
    }

    @Override
    public StoredProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        // The tree has nothing of its own to close.
    }

    @Override
    public boolean isOpen() {
        return true;
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

    /** Matches by the text of paths, with the syntax of this machine's own paths. */
    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(Path.of(path.toString()));
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
