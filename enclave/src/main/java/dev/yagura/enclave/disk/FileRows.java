package dev.yagura.enclave.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.files.PathText;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes rows of files. */
final class FileRows {
    private final FilesOfLook tree;

    FileRows(FilesOfLook tree) {
        this.tree = tree;
    }

    /** Returns the text of a path. */
    static String path(List<FileName> names) {
        return names.isEmpty()
                ? "/"
                : names.stream()
                        .map(name -> "/" + PathText.of(name.bytes()))
                        .collect(Collectors.joining());
    }

    /**
     * Returns what an inode says of itself.
     *
     * @throws IOException if a link's target cannot be read
     */
    Row row(String path, StoredFile file) throws IOException {
        FileAttributes a = file.attributes();
        boolean device = a.type() == FileType.BLOCK_DEVICE || a.type() == FileType.CHARACTER_DEVICE;
        return Row.of(
                "path",
                path,
                "type",
                word(a.type()),
                "size",
                a.sizeBytes(),
                "mode",
                "%04o".formatted(a.permissions()),
                "uid",
                Integer.toUnsignedLong(a.uid()),
                "gid",
                Integer.toUnsignedLong(a.gid()),
                "mtime",
                a.modified().toString(),
                "source",
                file.origin().label(),
                "filesystem",
                filesystem(file),
                "inode",
                a.inode(),
                "links",
                a.links(),
                "ctime",
                a.changed().toString(),
                "atime",
                a.accessed().toString(),
                "btime",
                a.created().map(Instant::toString).orElse(null),
                "device",
                device ? numbers(a.device()) : null,
                "target",
                a.type() == FileType.SYMBOLIC_LINK ? PathText.of(file.target()) : null);
    }

    /** Returns the row with extended attributes and flags. */
    Row whole(String path, StoredFile file) throws IOException {
        SequencedMap<String, @Nullable Object> more = new LinkedHashMap<>();
        Map<String, Object> attributes = new TreeMap<>();
        file.extendedAttributes().forEach((name, value) -> attributes.put(name, text(value)));
        more.put("xattrs", attributes);
        more.put("flags", file.flags().stream().map(LayerWords::word).sorted().toList());
        return row(path, file).with(more);
    }

    /** Returns the row with the digest of the content, 32 bytes. */
    Row hashed(String path, StoredFile file, byte[] sha256) throws IOException {
        return row(path, file).with(Map.of("sha256", HexFormat.of().formatHex(sha256)));
    }

    private String filesystem(StoredFile file) {
        return tree.filesystemOf(file);
    }

    static String name(FoundFilesystem filesystem) {
        return filesystem.filesystem().type() + " on " + filesystem.layer().name();
    }

    /** As ls(1) shows a device number; see makedev(3) for where its parts are. */
    private static String numbers(long device) {
        long major = (device >>> 8 & 0xFFF) | (device >>> 32 & ~0xFFFL);
        long minor = (device & 0xFF) | (device >>> 12 & ~0xFFL);
        return "%d:%d".formatted(major, minor & 0xFFFF_FFFFL);
    }

    /** Returns a value as getfattr(1) does: text as it is, all else in hex. */
    private static String text(byte[] value) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            if (text.codePoints().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // No text, so hex, as where control characters are in it.
        }
        return "0x" + HexFormat.of().formatHex(value);
    }

    private static String word(FileType type) {
        return switch (type) {
            case REGULAR -> "file";
            case DIRECTORY -> "directory";
            case SYMBOLIC_LINK -> "link";
            case CHARACTER_DEVICE -> "character-device";
            case BLOCK_DEVICE -> "block-device";
            case FIFO -> "fifo";
            case SOCKET -> "socket";
        };
    }
}
