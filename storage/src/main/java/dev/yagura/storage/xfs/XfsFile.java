package dev.yagura.storage.xfs;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An inode as a file. */
final class XfsFile implements StoredFile {
    private final Volume volume;
    private final Inode inode;
    private final Content content;

    XfsFile(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
        this.content = new Content(volume, inode);
    }

    @Override
    public FileAttributes attributes() {
        return inode.attributes();
    }

    @Override
    public Set<FileFlag> flags() {
        Set<FileFlag> flags = EnumSet.noneOf(FileFlag.class);
        if (inode.has(Inode.FLAG_IMMUTABLE)) {
            flags.add(FileFlag.IMMUTABLE);
        }
        if (inode.has(Inode.FLAG_APPEND)) {
            flags.add(FileFlag.APPEND_ONLY);
        }
        if (attributes().type() == FileType.DIRECTORY
                && (volume.superblock().version() & XfsSuperblock.VERSION_BORGBIT) != 0) {
            flags.add(FileFlag.CASE_INSENSITIVE);
        }
        return Collections.unmodifiableSet(flags);
    }

    @Override
    public List<Entry> entries() throws IOException {
        require(FileType.DIRECTORY);
        return new Directory(volume, inode).entries();
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        require(FileType.DIRECTORY);
        Optional<Entry> entry = new Directory(volume, inode).first(name);
        return entry.isEmpty() ? Optional.empty() : Optional.of(open(entry.get()));
    }

    @Override
    public StoredFile open(Entry entry) throws IOException {
        return new XfsFile(volume, new InodeTable(volume).get(entry.inode()));
    }

    @Override
    public Object filesystem() {
        return volume;
    }

    @Override
    public byte[] target() throws IOException {
        require(FileType.SYMBOLIC_LINK);
        return SymbolicLink.target(volume, inode);
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        require(FileType.REGULAR);
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
        if (inode.has(Inode.FLAG_REALTIME)) {
            throw structure()
                    .malformed(
                            Reason.UNSUPPORTED,
                            Inode.DI_FLAGS,
                            "is 0x%x: content on the realtime device, which is not read"
                                    .formatted(inode.flags()));
        }
        return content.read(offset, destination);
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        return ExtendedAttributes.of(volume, inode);
    }

    private void require(FileType expected) throws MalformedStructureException {
        InodeTypes.require(structure(), Inode.DI_MODE, inode.attributes().type(), expected);
    }

    private Structure structure() {
        return new Structure("inode " + inode.attributes().inode(), inode.data().bytes().bytes());
    }
}
