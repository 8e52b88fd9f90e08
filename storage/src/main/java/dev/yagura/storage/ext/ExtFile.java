package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileFlag;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PastTimes;
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
final class ExtFile implements StoredFile {
    /** Longest target; {@code PATH_MAX}, of which one byte is for a zero. */
    private static final int MAX_TARGET_BYTES = 4095;

    private static final Field I_MODE = new Field("i_mode", 0, 2);
    private static final Field I_SIZE = new Field("i_size_lo", 4, 4);
    private static final Field I_FLAGS = new Field("i_flags", 0x20, 4);

    private final Volume volume;
    private final Inode inode;
    private final Content content;

    ExtFile(Volume volume, Inode inode) {
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
        addIf(flags, Inode.FLAG_IMMUTABLE, FileFlag.IMMUTABLE);
        addIf(flags, Inode.FLAG_APPEND, FileFlag.APPEND_ONLY);
        addIf(flags, Inode.FLAG_ENCRYPT, FileFlag.ENCRYPTED);
        addIf(flags, Inode.FLAG_VERITY, FileFlag.VERITY);
        addIf(flags, Inode.FLAG_CASEFOLD, FileFlag.CASE_INSENSITIVE);
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
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(new ExtFile(volume, new InodeTable(volume).get(entry.get().inode())));
    }

    @Override
    public StoredFile open(Entry entry) throws IOException {
        return new ExtFile(volume, new InodeTable(volume).get(entry.inode()));
    }

    @Override
    public Optional<PastTimes> past() throws IOException {
        return volume.past().of(inode.attributes().inode());
    }

    @Override
    public Object filesystem() {
        return volume;
    }

    @Override
    public byte[] target() throws IOException {
        require(FileType.SYMBOLIC_LINK);
        Structure name = structure();
        long size = inode.attributes().sizeBytes();
        byte[] target = new byte[(int) name.requireRange(I_SIZE, size, 1, MAX_TARGET_BYTES)];
        MemorySegment into = MemorySegment.ofArray(target);
        boolean inside =
                size < Inode.BLOCK_BYTES
                        && !inode.has(Inode.FLAG_EXTENTS)
                        && !inode.has(Inode.FLAG_INLINE_DATA);
        if (inside) {
            MemorySegment.copy(inode.block().bytes(), 0, into, 0, size);
        } else {
            content.read(0, into);
        }
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
        return ExtendedAttributes.of(volume, inode);
    }

    private void require(FileType expected) throws MalformedStructureException {
        InodeTypes.require(structure(), I_MODE, inode.attributes().type(), expected);
        if (inode.has(Inode.FLAG_ENCRYPT)) {
            throw structure()
                    .malformed(
                            Reason.UNSUPPORTED,
                            I_FLAGS,
                            "is 0x%x: encrypted by fscrypt, which is not read"
                                    .formatted(inode.flags()));
        }
    }

    private void addIf(Set<FileFlag> flags, int bit, FileFlag flag) {
        if (inode.has(bit)) {
            flags.add(flag);
        }
    }

    private Structure structure() {
        return new Structure("inode " + inode.attributes().inode(), inode.block().bytes());
    }
}
