package dev.yagura.kernel.linux.fs;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;

/** Reads inodes. Safe for concurrent use. */
public final class FileNodes {
    private final StructViews views;

    private FileNodes(StructViews views) {
        this.views = views;
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's inodes cannot be read: a field is missing
     */
    public static FileNodes of(Linux linux) throws IOException {
        linux.views().require(InodeStruct.class);
        return new FileNodes(linux.views());
    }

    /**
     * Reads the file at an address.
     *
     * @param gva address of its {@code struct inode}
     * @throws MalformedStructureException if the address is 0
     * @throws IOException if guest memory cannot be read
     */
    public FileNode at(long gva) throws IOException {
        if (gva == 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, "file", "f_inode", 0, "is 0x0, expected an inode");
        }
        InodeStruct inode = views.at(InodeStruct.class, gva);
        String filesystem = inode.filesystem().orElse("");
        return new FileNode(
                gva,
                FileType.of(inode.mode(), filesystem),
                inode.mode(),
                inode.number(),
                DeviceNumber.of(inode.device().orElse(0)),
                DeviceNumber.of(inode.node()),
                inode.size(),
                Integer.toUnsignedLong(inode.links()),
                Integer.toUnsignedLong(inode.uid()),
                Integer.toUnsignedLong(inode.gid()),
                filesystem);
    }

    /**
     * Reads the file that a name stands for.
     *
     * @param gva address of the dentry
     * @throws MalformedStructureException if it is the name of nothing
     * @throws IOException if guest memory cannot be read
     */
    public FileNode ofDentry(long gva) throws IOException {
        return at(views.at(DentryInode.class, gva).inodeGva());
    }
}
