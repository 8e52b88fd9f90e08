package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.content.Content;
import dev.yagura.kernel.linux.fs.DeviceNumber;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file as the kernel had it in memory.
 *
 * @param gva address of its {@code struct inode}
 * @param generation what tells it from the file that had its number before
 * @param attributes what {@code stat(2)} says of it in the guest
 * @param pages how many pages of it are in memory
 * @param isDirty whether some of them are newer than the disk
 * @param targetGva address of a symbolic link's target, 0 if it is not in memory as a text
 */
record CachedInode(
        long gva,
        long generation,
        FileAttributes attributes,
        long pages,
        boolean isDirty,
        long targetGva) {
    private static final int MAX_NANOS = 999_999_999;

    /** Multigrain timestamps: {@code I_CTIME_QUERIED}. */
    private static final long QUERIED = 1L << 31;

    /**
     * Takes what the kernel has.
     *
     * @throws MalformedStructureException if it is no file that there can be
     */
    static CachedInode of(InodeView inode, boolean isDirty) throws MalformedStructureException {
        if (inode.size() < 0 || inode.size() > Content.MAX_BYTES) {
            throw malformed(
                    inode,
                    "i_size",
                    "is %d, expected 0..%d".formatted(inode.size(), Content.MAX_BYTES));
        }
        DeviceNumber node = DeviceNumber.of(inode.node());
        FileAttributes attributes =
                new FileAttributes(
                        inode.number(),
                        type(inode),
                        inode.mode() & 0xFFF,
                        inode.uid(),
                        inode.gid(),
                        inode.size(),
                        Integer.toUnsignedLong(inode.links()),
                        device(node.major(), node.minor()),
                        time(inode.modifiedSeconds(), inode.modifiedNanos()),
                        time(inode.changedSeconds(), inode.changedNanos()),
                        time(inode.accessedSeconds(), inode.accessedNanos()),
                        Optional.empty());
        return new CachedInode(
                inode.gva(),
                inode.generation().orElse(0),
                attributes,
                inode.pages(),
                isDirty,
                inode.targetGva().orElse(0));
    }

    /** Returns whether this is what is in its place at another moment. */
    boolean isStill(InodeView inode) {
        return inode.number() == attributes.inode()
                && inode.generation().orElse(0) == generation
                && inode.mode() != 0;
    }

    /** Returns what it says of itself, and when it was made, which the kernel does not keep. */
    FileAttributes attributesMade(Optional<Instant> created) {
        return attributes.withCreated(created);
    }

    /** Returns whether the disk says something else, or has other content. */
    boolean isNewerThan(FileAttributes disk) {
        FileAttributes a = attributes;
        return isDirty
                || a.type() != disk.type()
                || a.permissions() != disk.permissions()
                || a.uid() != disk.uid()
                || a.gid() != disk.gid()
                || a.sizeBytes() != disk.sizeBytes()
                || a.links() != disk.links()
                || !a.modified().equals(disk.modified());
    }

    private static FileType type(InodeView inode) throws MalformedStructureException {
        return switch (inode.mode() >>> 12 & 15) {
            case 1 -> FileType.FIFO;
            case 2 -> FileType.CHARACTER_DEVICE;
            case 4 -> FileType.DIRECTORY;
            case 6 -> FileType.BLOCK_DEVICE;
            case 8 -> FileType.REGULAR;
            case 10 -> FileType.SYMBOLIC_LINK;
            case 12 -> FileType.SOCKET;
            default ->
                    throw malformed(inode, "i_mode", "is 0x%x, of no type".formatted(inode.mode()));
        };
    }

    /** As makedev(3) does. */
    private static long device(long major, long minor) {
        return (minor & 0xFF) | major << 8 | (minor & ~0xFFL) << 12;
    }

    private static Instant time(OptionalLong seconds, OptionalLong nanos) {
        long within = nanos.orElse(0) & ~QUERIED & 0xFFFF_FFFFL;
        return Instant.ofEpochSecond(
                Math.clamp(
                        seconds.orElse(0),
                        Instant.MIN.getEpochSecond(),
                        Instant.MAX.getEpochSecond()),
                Math.min(within, MAX_NANOS));
    }

    private static MalformedStructureException malformed(
            InodeView inode, String field, String found) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, inode.toString(), field, 0, found);
    }
}
