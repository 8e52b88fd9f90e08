package dev.yagura.storage.xfs;

import dev.yagura.storage.file.FileType;
import java.util.Optional;

/** What a directory says that a name's inode is; {@code XFS_DIR3_FT_}. */
final class EntryTypes {
    private EntryTypes() {}

    static Optional<FileType> of(int type) {
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
}
