package dev.yagura.storage.file;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One inode of a filesystem.
 *
 * <p>Safe for concurrent use. Two objects of one inode are not equal; compare {@link #filesystem()}
 * and {@link FileAttributes#inode()}.
 */
public interface StoredFile {

    /**
     * One name in a directory.
     *
     * @param name never "." or ".."
     * @param inode number of the inode it names
     * @param type what the directory says the inode is, where it says so
     */
    record Entry(FileName name, long inode, Optional<FileType> type) {}

    /** Returns what the inode says of itself. */
    FileAttributes attributes();

    /** Returns what is set for this inode; empty on filesystems that have no such flags. */
    default Set<FileFlag> flags() {
        return Set.of();
    }

    /**
     * Returns the names in this directory, in the filesystem's order.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if this is no directory or is damaged
     * @throws IOException if the device fails
     */
    List<Entry> entries() throws IOException;

    /**
     * Returns what {@code name} names in this directory.
     *
     * @return the file, or empty if there is no such name
     * @throws dev.yagura.bytes.MalformedStructureException if this is no directory, or it or the
     *     inode is damaged
     * @throws IOException if the device fails
     */
    Optional<StoredFile> find(FileName name) throws IOException;

    /**
     * Returns what one of {@link #entries()} names; cheaper than {@link #find}, and right for names
     * that a directory holds twice.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if the inode is damaged or there is none
     * @throws IOException if the device fails
     */
    default StoredFile open(Entry entry) throws IOException {
        return find(entry.name())
                .orElseThrow(() ->
                        new MalformedStructureException(
                                Reason.OUT_OF_RANGE,
                                "directory",
                                "entry",
                                0,
                                "is gone: " + entry.inode()));
    }

    /**
     * Returns what stands for the filesystem, or the part of one with inode numbers of its own: two
     * files with equal ones and equal inode numbers are the same.
     */
    default Object filesystem() {
        return StoredFile.class;
    }

    /** Returns where this file, as it is shown, was found. */
    default Origin origin() {
        return Origin.DISK;
    }

    /**
     * Returns times that this same inode once had, if one of them is later than what it has now and
     * the filesystem can tell.
     *
     * @throws IOException if the device fails
     */
    default Optional<PastTimes> past() throws IOException {
        return Optional.empty();
    }

    /**
     * Returns where this symbolic link leads: 1 to 4095 bytes, uninterpreted.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if this is no symbolic link or is
     *     damaged
     * @throws IOException if the device fails
     */
    byte[] target() throws IOException;

    /**
     * Copies content that starts at {@code offset}. Holes and blocks never written read as zeros.
     *
     * @param offset in bytes from the start, at least 0
     * @param destination receives the bytes
     * @return how many bytes were copied: less than asked for only at the end, 0 past it
     * @throws FileGoneException if a guest that runs has deleted the file meanwhile
     * @throws dev.yagura.bytes.MalformedStructureException if this is no regular file, or damaged
     * @throws IOException if the device fails
     */
    int read(long offset, MemorySegment destination) throws IOException;

    /**
     * Returns the extended attributes by full name, such as {@code security.capability}.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if they are damaged
     * @throws IOException if the device fails
     */
    Map<String, byte[]> extendedAttributes() throws IOException;
}
