package dev.yagura.storage.nio;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.PathResolver.Found;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers {@link java.nio.file.Files} from a tree. */
final class StoredProvider extends FileSystemProvider {
    private static final Set<OpenOption> READING =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final StoredFileSystem filesystem;

    StoredProvider(StoredFileSystem filesystem) {
        this.filesystem = filesystem;
    }

    /** Finds a file. */
    Optional<Found> find(Path path, LinkOption... options) throws IOException {
        boolean follow = !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
        return new PathResolver(filesystem.tree()).find(StoredPath.of(path).bytes(), follow);
    }

    private StoredFile file(Path path, LinkOption... options) throws IOException {
        return find(path, options)
                .orElseThrow(() -> new NoSuchFileException(path.toString()))
                .file();
    }

    @Override
    public String getScheme() {
        return "yagura-stored";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("a guest's files have no URI");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("a guest's files have no URI");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("a guest's files have no URI");
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (!READING.containsAll(options)) {
            throw new ReadOnlyFileSystemException();
        }
        LinkOption[] links =
                options.contains(LinkOption.NOFOLLOW_LINKS)
                        ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
                        : new LinkOption[0];
        StoredFile file = file(path, links);
        if (file.attributes().type() != FileType.REGULAR) {
            throw new FileSystemException(path.toString(), null, "is no regular file");
        }
        return new StoredChannel(filesystem, file);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
        StoredFile file = file(directory);
        if (file.attributes().type() != FileType.DIRECTORY) {
            throw new NotDirectoryException(directory.toString());
        }
        StoredPath parent = StoredPath.of(directory);
        return new StoredDirectory(
                file.entries().stream().map(entry -> parent.child(entry.name())).toList(), filter);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        StoredFile file = file(link, LinkOption.NOFOLLOW_LINKS);
        if (file.attributes().type() != FileType.SYMBOLIC_LINK) {
            throw new NotLinkException(link.toString());
        }
        String target = NameText.of(FileName.of(file.target()));
        return StoredPath.parse(filesystem, target);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return path.equals(other)
                || new StoredAttributes(file(path))
                        .fileKey()
                        .equals(new StoredAttributes(file(other)).fileKey());
    }

    @Override
    public boolean isHidden(Path path) {
        @Nullable Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("a guest's files have no file store");
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        file(path);
        if (Arrays.asList(modes).contains(AccessMode.WRITE)) {
            throw new AccessDeniedException(path.toString(), null, "is read only");
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        StoredView view = new StoredView(() -> new StoredAttributes(file(path, options)));
        return type.isInstance(view) ? type.cast(view) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException(type + " is not supported");
        }
        return type.cast(new StoredAttributes(file(path, options)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
            throws IOException {
        int colon = names.indexOf(':');
        String view = colon < 0 ? "basic" : names.substring(0, colon);
        List<String> wanted = List.of(names.substring(colon + 1).split(",", -1));
        Map<String, Object> all = new StoredAttributes(file(path, options)).all(view);
        if (all.isEmpty()) {
            throw new UnsupportedOperationException("view " + view + " is not supported");
        }
        if (wanted.contains("*")) {
            return all;
        }
        Map<String, Object> some = new LinkedHashMap<>();
        for (String name : wanted) {
            Object value = all.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no attribute " + name + " in view " + view);
            }
            some.put(name, value);
        }
        return some;
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void delete(Path path) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new ReadOnlyFileSystemException();
    }
}
