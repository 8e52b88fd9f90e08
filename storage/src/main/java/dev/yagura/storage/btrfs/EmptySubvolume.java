package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The empty directory that a snapshot has where a subvolume was. */
final class EmptySubvolume implements StoredFile {
    private static final int MODE = 0755;

    private final FileAttributes attributes;

    EmptySubvolume(FileAttributes parent) {
        this.attributes =
                new FileAttributes(
                        Directory.EMPTY_SUBVOLUME,
                        FileType.DIRECTORY,
                        MODE,
                        parent.uid(),
                        parent.gid(),
                        0,
                        1,
                        0,
                        parent.modified(),
                        parent.changed(),
                        parent.accessed(),
                        parent.created());
    }

    @Override
    public FileAttributes attributes() {
        return attributes;
    }

    @Override
    public List<Entry> entries() {
        return List.of();
    }

    @Override
    public Optional<StoredFile> find(FileName name) {
        return Optional.empty();
    }

    @Override
    public byte[] target() throws MalformedStructureException {
        throw isDirectory();
    }

    @Override
    public int read(long offset, MemorySegment destination) throws MalformedStructureException {
        throw isDirectory();
    }

    /** Returns this object: each of these is one of its own. */
    @Override
    public Object filesystem() {
        return this;
    }

    @Override
    public Map<String, byte[]> extendedAttributes() {
        return Map.of();
    }

    private static MalformedStructureException isDirectory() {
        return new Structure("btrfs subvolume", MemorySegment.NULL)
                .malformed(Reason.OUT_OF_RANGE, new Field("mode", 52, 4), "is that of a DIRECTORY");
    }
}
