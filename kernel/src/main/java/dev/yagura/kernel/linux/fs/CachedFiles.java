package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.Set;

/**
 * Lists the files that the kernel keeps pages of, of all filesystems; {@code fs/super.c}, {@code
 * fs/inode.c}. Safe for concurrent use.
 */
public final class CachedFiles {
    private static final Set<String> MEMORY = Set.of("tmpfs", "devtmpfs", "ramfs", "rootfs");

    private final Linux linux;
    private final StructViews views;

    private CachedFiles(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /** Returns whether files of this type of filesystem are nowhere but in memory. */
    static boolean isMemory(String filesystem) {
        return MEMORY.contains(filesystem);
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's filesystems cannot be read: a field is missing
     */
    public static CachedFiles of(Linux linux) throws IOException {
        linux.views().require(SuperBlock.class, CachedInode.class);
        return new CachedFiles(linux);
    }

    /**
     * Returns the files, one filesystem after the other: those with pages, and of filesystems that
     * are memory only, all regular ones.
     *
     * @throws IOException if the memory source fails, or mounts cannot be read at all
     */
    public Partial<CachedFile> list() throws IOException {
        Partial.Collector<CachedFile> found = Partial.collector();
        FileNames names = FileNames.of(linux);
        names.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        long head = Symbols.require(linux.kernel(), "super_blocks");
        Walk<SuperBlock> blocks = linux.walks().list(head, SuperBlock.class, "s_list");
        found.check(blocks);
        for (SuperBlock block : blocks.items()) {
            read(block, names, found);
        }
        return found.done();
    }

    private void read(SuperBlock block, FileNames names, Partial.Collector<CachedFile> found)
            throws IOException {
        String type;
        try {
            type = block.type().orElse("");
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing(block.toString(), String.valueOf(e.getMessage()));
            return;
        }
        long head = block.gva() + views.offsetOf("super_block", "s_inodes");
        Walk<CachedInode> inodes = linux.walks().list(head, CachedInode.class, "i_sb_list");
        found.check(inodes);
        for (CachedInode inode : inodes.items()) {
            boolean regular = FileType.of(inode.mode(), type) == FileType.REGULAR;
            if (inode.pages() != 0 || (regular && isMemory(type))) {
                found.add(
                        "%s inode %d at 0x%x".formatted(type, inode.number(), inode.gva()),
                        () -> file(block, type, inode, names));
            }
        }
    }

    private CachedFile file(SuperBlock block, String type, CachedInode inode, FileNames names)
            throws IOException {
        FileNames.Named named = names.of(block.gva(), inode.gva());
        return new CachedFile(
                inode.gva(),
                inode.gva() + views.offsetOf("inode", "i_data"),
                block.gva(),
                type,
                DeviceNumber.of(block.device()),
                named.mounted(),
                named.paths(),
                inode.links() == 0,
                inode.mode() & 0xFFFF,
                inode.number(),
                DeviceNumber.of(inode.node()),
                Integer.toUnsignedLong(inode.uid()),
                inode.size(),
                inode.pages());
    }
}
