package dev.yagura.view.synthetic;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import java.time.Instant;
import java.util.Optional;

/**
 * What a made-up file says of itself, but for its type.
 *
 * @param number inode number, from 1
 * @param permissions the 12 low bits of {@code st_mode}
 * @param uid owner, unsigned
 * @param gid group, unsigned
 * @param time of its making
 */
public record Inode(long number, int permissions, int uid, int gid, Instant time) {
    /** Requires the time. */
    public Inode {
        requireNonNull(time, "time");
    }

    /** Returns the same with other permissions and another number. */
    public Inode with(long otherNumber, int otherPermissions) {
        return new Inode(otherNumber, otherPermissions, uid, gid, time);
    }

    FileAttributes attributes(FileType type, long sizeBytes) {
        return new FileAttributes(
                number,
                type,
                permissions,
                uid,
                gid,
                sizeBytes,
                type == FileType.DIRECTORY ? 2 : 1,
                0,
                time,
                time,
                time,
                Optional.empty());
    }
}
