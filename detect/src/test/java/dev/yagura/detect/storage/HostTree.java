package dev.yagura.detect.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory of this machine as a tree, for tests: a system that was installed into it. */
final class HostTree implements FileTree {
    private static final int TYPE_BITS = 0170000;

    private final Path top;

    HostTree(Path top) {
        this.top = top;
    }

    @Override
    public String description() {
        return "directory";
    }

    @Override
    public StoredFile root() throws IOException {
        return new HostFile(top);
    }

    private static FileType type(int mode) throws IOException {
        return switch (mode & TYPE_BITS) {
            case 0100000 -> FileType.REGULAR;
            case 0040000 -> FileType.DIRECTORY;
            case 0120000 -> FileType.SYMBOLIC_LINK;
            case 0020000 -> FileType.CHARACTER_DEVICE;
            case 0060000 -> FileType.BLOCK_DEVICE;
            case 0010000 -> FileType.FIFO;
            case 0140000 -> FileType.SOCKET;
            default -> throw new IOException("mode is 0%o".formatted(mode));
        };
    }

    private static final class HostFile implements StoredFile {
        private final Path path;
        private final FileAttributes attributes;

        HostFile(Path path) throws IOException {
            this.path = path;
            Map<String, Object> all =
                    Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
            int mode = (int) all.getOrDefault("mode", 0);
            this.attributes =
                    new FileAttributes(
                            number(all, "ino"),
                            type(mode),
                            mode & 07777,
                            (int) number(all, "uid"),
                            (int) number(all, "gid"),
                            number(all, "size"),
                            number(all, "nlink"),
                            number(all, "rdev"),
                            time(all, "lastModifiedTime").toInstant(),
                            time(all, "ctime").toInstant(),
                            time(all, "lastAccessTime").toInstant(),
                            Optional.empty());
        }

        private static long number(Map<String, Object> all, String name) {
            return ((Number) all.getOrDefault(name, 0)).longValue();
        }

        private static FileTime time(Map<String, Object> all, String name) {
            return (FileTime) all.getOrDefault(name, FileTime.fromMillis(0));
        }

        @Override
        public FileAttributes attributes() {
            return attributes;
        }

        @Override
        public List<Entry> entries() throws IOException {
            List<Entry> entries = new ArrayList<>();
            try (Stream<Path> children = Files.list(path)) {
                for (Path child : children.toList()) {
                    FileName name = FileName.of(child.getFileName().toString());
                    entries.add(new Entry(name, 1, Optional.empty()));
                }
            }
            return entries;
        }

        @Override
        public Optional<StoredFile> find(FileName name) throws IOException {
            try {
                return Optional.of(new HostFile(path.resolve(name.toString())));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }

        @Override
        public byte[] target() throws IOException {
            return Files.readSymbolicLink(path).toString().getBytes(UTF_8);
        }

        @Override
        public int read(long offset, MemorySegment destination) throws IOException {
            if (attributes.type() != FileType.REGULAR) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE, "file", "type", 0, "is not regular");
            }
            ByteBuffer buffer = destination.asByteBuffer();
            try (FileChannel channel = FileChannel.open(path)) {
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, offset + buffer.position()) < 0) {
                        break;
                    }
                }
            }
            return buffer.position();
        }

        @Override
        public Map<String, byte[]> extendedAttributes() {
            return Map.of();
        }
    }
}
