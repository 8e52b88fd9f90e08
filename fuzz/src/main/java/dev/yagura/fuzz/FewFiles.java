package dev.yagura.fuzz;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tree of a directory that is in itself, a file and a link. */
final class FewFiles implements FileTree {
    private static final byte[] CONTENT = {'h', 'e', 'l', 'l', 'o', '\n'};
    private static final FileName SELF = FileName.of("self");
    private static final FileName FILE = FileName.of("file");
    private static final FileName LINK = FileName.of("link");

    @Override
    public String description() {
        return "few files";
    }

    @Override
    public StoredFile root() {
        return new Few(FileType.DIRECTORY, 2);
    }

    private record Few(FileType type, long inode) implements StoredFile {
        @Override
        public FileAttributes attributes() {
            return new FileAttributes(
                    inode,
                    type,
                    0755,
                    0,
                    0,
                    type == FileType.DIRECTORY ? 0 : CONTENT.length,
                    1,
                    0,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Optional.empty());
        }

        @Override
        public List<Entry> entries() {
            return List.of(
                    new Entry(SELF, 2, Optional.of(FileType.DIRECTORY)),
                    new Entry(FILE, 3, Optional.empty()),
                    new Entry(LINK, 4, Optional.of(FileType.SYMBOLIC_LINK)));
        }

        @Override
        public Optional<StoredFile> find(FileName name) {
            if (name.equals(SELF)) {
                return Optional.of(this);
            }
            if (name.equals(FILE)) {
                return Optional.of(new Few(FileType.REGULAR, 3));
            }
            return name.equals(LINK)
                    ? Optional.of(new Few(FileType.SYMBOLIC_LINK, 4))
                    : Optional.empty();
        }

        @Override
        public byte[] target() {
            return CONTENT.clone();
        }

        @Override
        public int read(long offset, MemorySegment destination) {
            int from = (int) Math.min(offset, CONTENT.length);
            int length = (int) Math.min(CONTENT.length - from, destination.byteSize());
            MemorySegment.copy(MemorySegment.ofArray(CONTENT), from, destination, 0, length);
            return length;
        }

        @Override
        public Map<String, byte[]> extendedAttributes() {
            return Map.of("user.a", CONTENT.clone());
        }
    }
}
