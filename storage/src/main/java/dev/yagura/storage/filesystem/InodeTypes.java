package dev.yagura.storage.filesystem;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileType;
import java.util.Optional;

/** Types of files in the numbers that filesystems of Linux keep on disk. */
public final class InodeTypes {
    private static final int MODE_SHIFT = 12;

    private InodeTypes() {}

    /**
     * Returns what the high bits of a mode say, see inode(7).
     *
     * @param inode the structure with the mode, for the message
     * @param field where the mode is in it
     * @throws MalformedStructureException if they say nothing
     */
    public static FileType ofMode(Structure inode, Field field, int mode)
            throws MalformedStructureException {
        return switch (mode >> MODE_SHIFT) {
            case 0x1 -> FileType.FIFO;
            case 0x2 -> FileType.CHARACTER_DEVICE;
            case 0x4 -> FileType.DIRECTORY;
            case 0x6 -> FileType.BLOCK_DEVICE;
            case 0x8 -> FileType.REGULAR;
            case 0xA -> FileType.SYMBOLIC_LINK;
            case 0xC -> FileType.SOCKET;
            default ->
                    throw inode.malformed(
                            Reason.OUT_OF_RANGE,
                            field,
                            "is 0%o, expected a file type in the high bits".formatted(mode));
        };
    }

    /** Returns what a directory says of a name; the kernel's {@code FT_} of {@code fs_types.h}. */
    public static Optional<FileType> ofEntry(int type) {
        return switch (type) {
            case 1 -> Optional.of(FileType.REGULAR);
            case 2 -> Optional.of(FileType.DIRECTORY);
            case 3 -> Optional.of(FileType.CHARACTER_DEVICE);
            case 4 -> Optional.of(FileType.BLOCK_DEVICE);
            case 5 -> Optional.of(FileType.FIFO);
            case 6 -> Optional.of(FileType.SOCKET);
            case 7 -> Optional.of(FileType.SYMBOLIC_LINK);
            default -> Optional.empty();
        };
    }

    /**
     * Requires that an inode is of a type.
     *
     * @param inode the structure with the mode, for the message
     * @param field where the mode is in it
     * @throws MalformedStructureException if it is of another
     */
    public static void require(Structure inode, Field field, FileType found, FileType expected)
            throws MalformedStructureException {
        if (found != expected) {
            throw inode.malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    "is that of a %s, expected a %s".formatted(found, expected));
        }
    }
}
