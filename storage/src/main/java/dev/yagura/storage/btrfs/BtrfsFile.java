package dev.yagura.storage.btrfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileFlag;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.InodeTypes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An inode of a subvolume as a file. */
final class BtrfsFile implements StoredFile {
    /** Longest target; {@code PATH_MAX}, of which one byte is for a zero. */
    private static final int MAX_TARGET_BYTES = 4095;

    private static final Field MODE = new Field("mode", 52, 4);
    private static final Field SIZE = new Field("size", 16, 8);

    private final Volume volume;
    private final Tree tree;
    private final Inode inode;
    private final Content content;

    /** A subvolume: numbers of inodes are its own. */
    private record Space(Volume volume, long tree) {}

    BtrfsFile(Volume volume, Tree tree, Inode inode) {
        this.volume = volume;
        this.tree = tree;
        this.inode = inode;
        this.content = new Content(volume, tree, inode);
    }

    /** Returns the number of the subvolume that it is in. */
    long subvolume() {
        return tree.number();
    }

    @Override
    public FileAttributes attributes() {
        return inode.attributes();
    }

    @Override
    public Set<FileFlag> flags() {
        Set<FileFlag> flags = EnumSet.noneOf(FileFlag.class);
        addIf(flags, Inode.IMMUTABLE, FileFlag.IMMUTABLE);
        addIf(flags, Inode.APPEND, FileFlag.APPEND_ONLY);
        addIf(flags, Inode.VERITY, FileFlag.VERITY);
        return Collections.unmodifiableSet(flags);
    }

    @Override
    public List<Entry> entries() throws IOException {
        require(FileType.DIRECTORY);
        return new Directory(volume, tree, inode).entries();
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        require(FileType.DIRECTORY);
        return new Directory(volume, tree, inode).find(name);
    }

    @Override
    public StoredFile open(Entry entry) throws IOException {
        return Directory.maybeSubvolume(entry)
                ? StoredFile.super.open(entry)
                : new BtrfsFile(volume, tree, Inode.read(tree, entry.inode()));
    }

    @Override
    public Object filesystem() {
        return new Space(volume, tree.number());
    }

    @Override
    public byte[] target() throws IOException {
        require(FileType.SYMBOLIC_LINK);
        long size = inode.attributes().sizeBytes();
        structure().requireRange(SIZE, size, 1, MAX_TARGET_BYTES);
        byte[] target = new byte[(int) size];
        content.read(0, MemorySegment.ofArray(target));
        return target;
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        require(FileType.REGULAR);
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
        return content.read(offset, destination);
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        tree.visit(
                inode.attributes().inode(),
                Key.XATTR_ITEM,
                item -> {
                    for (DirectoryItem found : DirectoryItem.parse(item.data())) {
                        attributes.put(new String(found.name().bytes(), UTF_8), found.data());
                    }
                    return true;
                });
        return attributes;
    }

    private void addIf(Set<FileFlag> flags, long bit, FileFlag flag) {
        if (inode.has(bit)) {
            flags.add(flag);
        }
    }

    private void require(FileType expected) throws MalformedStructureException {
        InodeTypes.require(structure(), MODE, inode.attributes().type(), expected);
    }

    private Structure structure() {
        return new Structure(
                "btrfs inode %d of tree %s"
                        .formatted(
                                inode.attributes().inode(), Long.toUnsignedString(tree.number())),
                MemorySegment.NULL);
    }
}
