package dev.yagura.view.synthetic;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.Origin;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is made when it is first read, and then stays as it is.
 *
 * <p>Its size is 0, as that of files in procfs, whatever it holds: a reader reads until there is no
 * more. Safe for concurrent use.
 */
public final class SyntheticFile implements StoredFile {
    private static final Folder NO_FOLDER = FixedFolder.of(Map.of());

    private final Object filesystem;
    private final FileAttributes attributes;
    private final Folder folder;
    private final @Nullable Content content;
    private final Map<String, byte[]> extended;
    private byte @Nullable [] made;

    private SyntheticFile(
            Object filesystem,
            FileAttributes attributes,
            Folder folder,
            @Nullable Content content,
            Map<String, byte[]> extended) {
        this.filesystem = requireNonNull(filesystem, "filesystem");
        this.attributes = attributes;
        this.folder = folder;
        this.content = content;
        this.extended = Map.copyOf(extended);
    }

    /** Returns a regular file. */
    public static SyntheticFile regular(Object filesystem, Inode inode, Content content) {
        return new SyntheticFile(
                filesystem, inode.attributes(FileType.REGULAR, 0), NO_FOLDER, content, Map.of());
    }

    /**
     * Returns a symbolic link.
     *
     * @param sizeBytes as the kernel says it, which is not the target's length
     */
    public static SyntheticFile link(
            Object filesystem, Inode inode, long sizeBytes, Content target) {
        return new SyntheticFile(
                filesystem,
                inode.attributes(FileType.SYMBOLIC_LINK, sizeBytes),
                NO_FOLDER,
                target,
                Map.of());
    }

    /** Returns a directory. */
    public static SyntheticFile directory(Object filesystem, Inode inode, Folder folder) {
        return new SyntheticFile(
                filesystem, inode.attributes(FileType.DIRECTORY, 0), folder, null, Map.of());
    }

    /**
     * Returns something that nobody can read, such as a socket.
     *
     * @param extended its extended attributes by their names; empty for none
     */
    public static SyntheticFile special(
            Object filesystem, Inode inode, FileType type, Map<String, byte[]> extended) {
        return new SyntheticFile(filesystem, inode.attributes(type, 0), NO_FOLDER, null, extended);
    }

    /** Returns the entry of a directory that names a file. */
    public static Entry entry(FileName name, StoredFile file) {
        FileAttributes attributes = file.attributes();
        return new Entry(name, attributes.inode(), Optional.of(attributes.type()));
    }

    @Override
    public FileAttributes attributes() {
        return attributes;
    }

    @Override
    public Object filesystem() {
        return filesystem;
    }

    @Override
    public Origin origin() {
        return Origin.MEMORY;
    }

    @Override
    public List<Entry> entries() throws IOException {
        requireType(FileType.DIRECTORY, "entries");
        return folder.entries();
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        requireType(FileType.DIRECTORY, "entries");
        return folder.find(name);
    }

    @Override
    public byte[] target() throws IOException {
        requireType(FileType.SYMBOLIC_LINK, "target");
        return content().clone();
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        requireType(FileType.REGULAR, "content");
        byte[] bytes = content();
        if (offset >= bytes.length) {
            return 0;
        }
        int length = (int) Math.min(bytes.length - offset, destination.byteSize());
        MemorySegment.copy(MemorySegment.ofArray(bytes), offset, destination, 0, length);
        return length;
    }

    @Override
    public Map<String, byte[]> extendedAttributes() {
        return extended;
    }

    private synchronized byte[] content() throws IOException {
        byte[] known = made;
        if (known == null) {
            known = requireNonNull(content, "content").bytes();
            made = known;
        }
        return known;
    }

    private void requireType(FileType type, String field) throws MalformedStructureException {
        if (attributes.type() != type) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "inode %d".formatted(attributes.inode()),
                    field,
                    0,
                    "are those of a %s".formatted(attributes.type()));
        }
    }
}
