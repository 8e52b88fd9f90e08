package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The options that a filesystem itself writes into {@code mounts}: of tmpfs and what is built on it
 * (mm/shmem.c), ramfs (fs/ramfs/inode.c), hugetlbfs (fs/hugetlbfs/inode.c), devpts
 * (fs/devpts/inode.c), bpf (kernel/bpf/inode.c), autofs, and cgroup2 (kernel/cgroup/cgroup.c). Of
 * others nothing is known here.
 */
record FilesystemOptions(ProcGuest guest) {
    private static final int KIB_OF_PAGE = 4;
    private static final int STICKY_FOR_ALL = 01777;
    private static final int MAX_TERMINALS = 1 << 20;
    private static final int FOR_OWNER = 0755;
    private static final int FOR_ALL = 0777;
    private static final int PERMISSIONS = 06777;
    private static final int KIB = 1024;
    private static final int MAX_PAGE_ORDER = 18;

    @KernelStruct("super_block")
    interface SuperBlock extends StructView {
        @KernelField("s_fs_info")
        long infoGva();

        @KernelField("s_op")
        long operationsGva();

        @KernelField("s_root->d_inode->i_mode")
        int rootMode() throws IOException;
    }

    @KernelStruct("ramfs_fs_info")
    interface Ram extends StructView {
        @KernelField("mount_opts.mode")
        int mode();
    }

    @KernelStruct("hugetlbfs_sb_info")
    interface Huge extends StructView {
        @KernelField("max_inodes")
        long inodes();

        int mode();

        long uid();

        long gid();

        @KernelField("hstate->order")
        int pageOrder() throws IOException;
    }

    @KernelStruct("shmem_sb_info")
    interface Shmem extends StructView {
        @KernelField("max_blocks")
        long blocks();

        @KernelField("max_inodes")
        long inodes();

        int mode();

        long uid();

        long gid();

        /** Returns whether inode numbers have 64 bits. */
        @KernelField("full_inums")
        boolean wideNumbers();

        OptionalInt noswap();
    }

    @KernelStruct("pts_fs_info")
    interface Terminals extends StructView {
        @KernelField("mount_opts.setuid")
        int hasUid();

        @KernelField("mount_opts.setgid")
        int hasGid();

        @KernelField("mount_opts.uid")
        long uid();

        @KernelField("mount_opts.gid")
        long gid();

        @KernelField("mount_opts.mode")
        int mode();

        @KernelField("mount_opts.ptmxmode")
        int masterMode();

        @KernelField("mount_opts.max")
        int most();
    }

    @KernelStruct("cgroup_root")
    interface Groups extends StructView {
        OptionalLong flags();
    }

    /** A word for a bit of {@code cgroup_root.flags}, and where that bit was until 5.19. */
    private record Word(int bit, int earlierBit, String name) {}

    private static final List<Word> GROUP_WORDS =
            List.of(
                    new Word(3, 3, "nsdelegate"),
                    new Word(4, -1, "favordynmods"),
                    new Word(17, 5, "memory_localevents"),
                    new Word(18, 6, "memory_recursiveprot"),
                    new Word(19, -1, "memory_hugetlb_accounting"),
                    new Word(20, -1, "pids_localevents"));

    /** Returns the options, each with a comma before it. */
    String of(MountPoint mount) throws IOException {
        SuperBlock block = guest.views().at(SuperBlock.class, mount.superBlockGva());
        OptionalLong shmem = guest.symbolIfAny("shmem_ops");
        if (shmem.isPresent() && shmem.getAsLong() == block.operationsGva()) {
            return ofShmem(guest.views().at(Shmem.class, block.infoGva()));
        }
        return switch (mount.filesystem()) {
            case "devpts" -> ofTerminals(guest.views().at(Terminals.class, block.infoGva()));
            case "cgroup2" -> ofGroups();
            case "ramfs" -> ofRam(guest.views().at(Ram.class, block.infoGva()));
            case "hugetlbfs" -> ofHuge(guest.views().at(Huge.class, block.infoGva()));
            case "bpf" -> ofBpf(block.rootMode() & PERMISSIONS);
            case "autofs" -> new AutofsOptions(guest).of(block.infoGva());
            default -> "";
        };
    }

    private String ofShmem(Shmem tmpfs) throws IOException {
        long half = guest.memory().u64(guest.symbol("_totalram_pages")) / 2;
        StringBuilder text = new StringBuilder();
        add(text, tmpfs.blocks() != half, ",size=%dk", tmpfs.blocks() * KIB_OF_PAGE);
        add(text, tmpfs.inodes() != half, ",nr_inodes=%d", tmpfs.inodes());
        int mode = tmpfs.mode() & 07777;
        add(text, mode != STICKY_FOR_ALL, ",mode=%03o", mode);
        add(text, tmpfs.uid() != 0, ",uid=%d", tmpfs.uid());
        add(text, tmpfs.gid() != 0, ",gid=%d", tmpfs.gid());
        // Narrow ones are told by kernels that are built for wide ones, which memory does not tell.
        add(text, tmpfs.wideNumbers(), ",inode%d", Long.SIZE);
        return text.append(tmpfs.noswap().orElse(0) != 0 ? ",noswap" : "").toString();
    }

    private static void add(StringBuilder text, boolean shown, String form, Object value) {
        if (shown) {
            text.append(form.formatted(value));
        }
    }

    private static String ofRam(Ram ramfs) {
        StringBuilder text = new StringBuilder();
        int mode = ramfs.mode() & 0xffff;
        add(text, mode != FOR_OWNER, ",mode=%o", mode);
        return text.toString();
    }

    private static String ofHuge(Huge hugetlbfs) throws IOException {
        StringBuilder text = new StringBuilder();
        add(text, hugetlbfs.uid() != 0, ",uid=%d", hugetlbfs.uid());
        add(text, hugetlbfs.gid() != 0, ",gid=%d", hugetlbfs.gid());
        int mode = hugetlbfs.mode() & 0xffff;
        add(text, mode != FOR_OWNER, ",mode=%o", mode);
        add(text, hugetlbfs.inodes() != -1, ",nr_inodes=%d", hugetlbfs.inodes());
        long kib = (long) KIB_OF_PAGE << Math.clamp(hugetlbfs.pageOrder(), 0, MAX_PAGE_ORDER);
        add(text, kib < KIB, ",pagesize=%dK", kib);
        add(text, kib >= KIB, ",pagesize=%dM", kib / KIB);
        return text.toString();
    }

    private static String ofBpf(int mode) {
        StringBuilder text = new StringBuilder();
        add(text, mode != FOR_ALL, ",mode=%o", mode);
        return text.toString();
    }

    private static String ofTerminals(Terminals terminals) {
        StringBuilder text = new StringBuilder();
        add(text, terminals.hasUid() != 0, ",uid=%d", terminals.uid());
        add(text, terminals.hasGid() != 0, ",gid=%d", terminals.gid());
        add(text, true, ",mode=%03o", terminals.mode() & 0xffff);
        add(text, true, ",ptmxmode=%03o", terminals.masterMode() & 0xffff);
        add(text, terminals.most() < MAX_TERMINALS, ",max=%d", terminals.most());
        return text.toString();
    }

    private String ofGroups() throws IOException {
        long root = guest.symbol("cgrp_dfl_root");
        long flags = guest.views().at(Groups.class, root).flags().orElse(0);
        boolean later = guest.isAtLeast(6, 0);
        StringBuilder text = new StringBuilder();
        for (Word word : GROUP_WORDS) {
            int bit = later ? word.bit() : word.earlierBit();
            if (bit >= 0 && (flags >>> bit & 1) != 0) {
                text.append(',').append(word.name());
            }
        }
        return text.toString();
    }
}
