package dev.yagura.storage.file;

import java.time.Instant;
import java.util.Optional;

/**
 * What an inode says of itself; what {@code stat(2)} would.
 *
 * @param inode number of the inode in its filesystem, from 1
 * @param type what the inode is
 * @param permissions the 12 low bits of {@code st_mode}: set-uid, set-gid, sticky and access bits
 * @param uid owner, unsigned
 * @param gid group, unsigned
 * @param sizeBytes length of the content; of a symbolic link, of its target
 * @param links number of names; 0 for a file that is deleted but still open
 * @param device device number of a device file as {@code makedev(3)} makes it, else 0
 * @param modified time of the last change of the content
 * @param changed time of the last change of the inode
 * @param accessed time of the last read, as far as the filesystem was told to keep it
 * @param created when the inode was made, where the filesystem keeps it
 */
public record FileAttributes(
        long inode,
        FileType type,
        int permissions,
        int uid,
        int gid,
        long sizeBytes,
        long links,
        long device,
        Instant modified,
        Instant changed,
        Instant accessed,
        Optional<Instant> created) {
    /** Returns the same with another length. */
    public FileAttributes withSize(long bytes) {
        return new FileAttributes(
                inode,
                type,
                permissions,
                uid,
                gid,
                bytes,
                links,
                device,
                modified,
                changed,
                accessed,
                created);
    }

    /** Returns the same with another time at which the inode was made, or with none. */
    public FileAttributes withCreated(Optional<Instant> time) {
        return new FileAttributes(
                inode,
                type,
                permissions,
                uid,
                gid,
                sizeBytes,
                links,
                device,
                modified,
                changed,
                accessed,
                time);
    }
}
