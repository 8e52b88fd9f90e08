package dev.yagura.storage.posix;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import java.util.Arrays;
import java.util.Optional;

/** Types of files as {@code st_mode} and {@code d_type} have them: {@code linux/stat.h}. */
public final class FileMode {
    /** What {@code d_type} is where a directory does not say the type. */
    public static final int DT_UNKNOWN = 0;

    /** The 12 low bits of a mode. */
    public static final int PERMISSIONS = 07777;

    private static final int S_IFMT = 0170000;
    private static final int TYPE_SHIFT = 12;

    private FileMode() {}

    /** Returns {@code st_mode}: type and permissions. */
    public static int of(FileAttributes attributes) {
        return typeBits(attributes.type()) | (attributes.permissions() & PERMISSIONS);
    }

    /** Returns the type that a mode says; empty if it is of none. */
    public static Optional<FileType> type(int mode) {
        return Arrays.stream(FileType.values())
                .filter(type -> typeBits(type) == (mode & S_IFMT))
                .findFirst();
    }

    /** Returns {@code d_type} of a type. */
    public static int entryType(Optional<FileType> type) {
        return type.map(known -> typeBits(known) >> TYPE_SHIFT).orElse(DT_UNKNOWN);
    }

    /** Returns the type that a {@code d_type} says; empty if it says none. */
    public static Optional<FileType> ofEntry(int entryType) {
        return type(entryType << TYPE_SHIFT);
    }

    private static int typeBits(FileType type) {
        return switch (type) {
            case FIFO -> 0010000;
            case CHARACTER_DEVICE -> 0020000;
            case DIRECTORY -> 0040000;
            case BLOCK_DEVICE -> 0060000;
            case REGULAR -> 0100000;
            case SYMBOLIC_LINK -> 0120000;
            case SOCKET -> 0140000;
        };
    }
}
