package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.disk.Layer;
import dev.yagura.storage.disk.LayerKind;
import dev.yagura.storage.disk.LayerState;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.filesystem.Filesystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An ext4 whose root directory has a few regular files. */
final class FakeDisk implements Filesystem {
    static final UUID ID = new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    static final long ROOT = 2;

    private final Map<Long, byte[]> files = new HashMap<>();
    private final List<StoredFile.Entry> names = new ArrayList<>();

    FakeDisk file(String name, long number, byte[] content) {
        files.put(number, content.clone());
        names.add(new StoredFile.Entry(FileName.of(name), number, Optional.of(FileType.REGULAR)));
        return this;
    }

    FoundFilesystem found() {
        Layer layer =
                new Layer(
                        "disk0",
                        LayerKind.FILESYSTEM,
                        "ext4",
                        0,
                        0,
                        "",
                        "",
                        List.of(),
                        LayerState.OPEN,
                        "");
        return new FoundFilesystem(layer, this, new DamageList());
    }

    @Override
    public StoredFile root() {
        return new Stored(ROOT, FileType.DIRECTORY, new byte[0]);
    }

    @Override
    public StoredFile inode(long number) throws IOException {
        byte[] content = files.get(number);
        if (number == ROOT) {
            return root();
        }
        if (content == null) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, "inode", "number", 0, "is " + number);
        }
        return new Stored(number, FileType.REGULAR, content);
    }

    @Override
    public String description() {
        return "ext4 \"fake\"";
    }

    @Override
    public String type() {
        return "ext4";
    }

    @Override
    public String label() {
        return "fake";
    }

    @Override
    public UUID uuid() {
        return ID;
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public List<StoredFile> orphans() {
        return List.of();
    }

    @Override
    public void deleted(Visitor visitor) {}

    private final class Stored implements StoredFile {
        private final long number;
        private final FileType type;
        private final byte[] content;

        Stored(long number, FileType type, byte[] content) {
            this.number = number;
            this.type = type;
            this.content = content;
        }

        @Override
        public FileAttributes attributes() {
            Instant then = Instant.EPOCH;
            return new FileAttributes(
                    number,
                    type,
                    0644,
                    0,
                    0,
                    content.length,
                    1,
                    0,
                    then,
                    then,
                    then,
                    Optional.empty());
        }

        @Override
        public List<Entry> entries() {
            return List.copyOf(names);
        }

        @Override
        public Optional<StoredFile> find(FileName name) throws IOException {
            for (Entry entry : names) {
                if (entry.name().equals(name)) {
                    return Optional.of(inode(entry.inode()));
                }
            }
            return Optional.empty();
        }

        @Override
        public byte[] target() {
            throw new UnsupportedOperationException("no link");
        }

        @Override
        public int read(long offset, MemorySegment destination) {
            long count = Math.min(content.length - offset, destination.byteSize());
            if (count <= 0) {
                return 0;
            }
            MemorySegment.copy(MemorySegment.ofArray(content), offset, destination, 0, count);
            return (int) count;
        }

        @Override
        public Map<String, byte[]> extendedAttributes() {
            return Map.of();
        }
    }
}
