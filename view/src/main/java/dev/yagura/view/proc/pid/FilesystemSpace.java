package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.PercpuCounter;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code statfs(2)} tells of a filesystem: those that are made up and have no room
 * (fs/libfs.c), tmpfs and what is built on it (mm/shmem.c), ext2 to ext4 by the driver of the last
 * (fs/ext4/super.c). Of others nothing is known here.
 */
record FilesystemSpace(ProcGuest guest) {
    private static final int PAGE = 4096;
    private static final int LONGEST_NAME = 255;

    /** {@code BOGO_INODE_SIZE}: what an inode costs of the room for them, since 6.6. */
    private static final int INODE_COST = 1024;

    private static final List<String> EXT = List.of("ext2", "ext3", "ext4");

    /** Functions of filesystems that have no room of their own. */
    private static final List<String> WITHOUT_ROOM =
            List.of("simple_statfs", "kernfs_statfs", "hugetlbfs_statfs");

    /** What is told, in the order of {@code struct statfs}; counts in blocks and inodes. */
    private record Space(
            long blockBytes, long blocks, long free, long available, long files, long freeFiles) {
        static final Space NONE = new Space(PAGE, 0, 0, 0, 0, 0);

        String text(long magic) {
            return "%d %d %d %d %d %d %d %d"
                    .formatted(
                            magic,
                            blockBytes,
                            blocks,
                            free,
                            available,
                            files,
                            freeFiles,
                            LONGEST_NAME);
        }
    }

    @KernelStruct("super_block")
    interface SuperBlock extends StructView {
        @KernelField("s_magic")
        long magic();

        @KernelField("s_blocksize")
        long blockBytes();

        @KernelField("s_fs_info")
        long infoGva();

        @KernelField("s_op->statfs")
        long functionGva() throws IOException;
    }

    @KernelStruct("shmem_sb_info")
    interface Shmem extends StructView {
        @KernelField("max_blocks")
        long blocks();

        @KernelField("max_inodes")
        long inodes();

        @KernelField("used_blocks")
        PercpuCounter used();

        @KernelField("free_inodes")
        OptionalLong freeInodes();

        @KernelField("free_ispace")
        OptionalLong freeForInodes();
    }

    /** Returns numbers with blanks between them: magic, then {@link Space}; empty if unknown. */
    Optional<String> of(MountPoint mount) throws IOException {
        SuperBlock block = guest.views().at(SuperBlock.class, mount.superBlockGva());
        long function = block.functionGva();
        Optional<Space> space = Optional.empty();
        if (WITHOUT_ROOM.stream().anyMatch(name -> isFunction(name, function))) {
            space = Optional.of(Space.NONE);
        } else if (isFunction("shmem_statfs", function)) {
            space = Optional.of(ofShmem(guest.views().at(Shmem.class, block.infoGva())));
        } else if (EXT.contains(mount.filesystem())) {
            space = ofExt4(block);
        }
        return space.map(each -> each.text(block.magic()));
    }

    private boolean isFunction(String name, long gva) {
        OptionalLong symbol = guest.symbolIfAny(name);
        return symbol.isPresent() && symbol.getAsLong() == gva;
    }

    private Space ofShmem(Shmem tmpfs) throws IOException {
        long free = tmpfs.blocks() == 0 ? 0 : tmpfs.blocks() - guest.sum(tmpfs.used());
        long freeInodes = tmpfs.freeInodes().orElse(tmpfs.freeForInodes().orElse(0) / INODE_COST);
        return new Space(
                PAGE,
                tmpfs.blocks(),
                free,
                free,
                tmpfs.inodes(),
                tmpfs.inodes() == 0 ? 0 : freeInodes);
    }

    private Optional<Space> ofExt4(SuperBlock block) throws IOException {
        return Ext4Space.of(guest, block.infoGva())
                .map(ext4 ->
                        new Space(
                                block.blockBytes(),
                                ext4.blocks(),
                                ext4.free(),
                                ext4.available(),
                                ext4.files(),
                                ext4.freeFiles()));
    }
}
