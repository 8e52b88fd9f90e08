package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Paths;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists the files that the kernel keeps pages of, of all filesystems; {@code fs/super.c}, {@code
 * fs/inode.c}. Safe for concurrent use.
 */
public final class CachedFiles {
    private static final Set<String> MEMORY = Set.of("tmpfs", "devtmpfs", "ramfs", "rootfs");
    private static final String DELETED = "//deleted";

    private final Linux linux;
    private final StructViews views;
    private final Paths paths;

    private CachedFiles(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
        this.paths = linux.paths();
    }

    /** A name in a directory, found by the file it is of. */
    @KernelStruct("dentry")
    interface Name extends StructView {}

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
        Map<Long, List<MountPoint>> mounts = mounts(found);
        long head = Symbols.require(linux.kernel(), "super_blocks");
        Walk<SuperBlock> blocks = linux.walks().list(head, SuperBlock.class, "s_list");
        found.check(blocks);
        for (SuperBlock block : blocks.items()) {
            read(block, mounts.getOrDefault(block.gva(), List.of()), found);
        }
        return found.done();
    }

    private Map<Long, List<MountPoint>> mounts(Partial.Collector<CachedFile> found)
            throws IOException {
        Mounts reader = Mounts.of(linux);
        Map<Long, List<MountPoint>> mounts = new HashMap<>();
        Partial<MountNamespace> namespaces = reader.namespaces();
        namespaces.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        for (MountNamespace namespace : namespaces.items()) {
            Partial<MountPoint> in = reader.in(namespace);
            in.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            for (MountPoint mount : in.items()) {
                mounts.computeIfAbsent(mount.superBlockGva(), _ -> new ArrayList<>()).add(mount);
            }
        }
        return mounts;
    }

    private void read(
            SuperBlock block, List<MountPoint> mounts, Partial.Collector<CachedFile> found)
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
                        () -> file(block, type, inode, mounts, found));
            }
        }
    }

    private CachedFile file(
            SuperBlock block,
            String type,
            CachedInode inode,
            List<MountPoint> mounts,
            Partial.Collector<CachedFile> found)
            throws IOException {
        List<String> names = new ArrayList<>();
        boolean deleted = inode.links() == 0;
        boolean seen = false;
        long head = inode.gva() + views.offsetOf("inode", "i_dentry");
        Walk<Name> dentries = linux.walks().hlist(head, Name.class, aliasPath());
        found.check(dentries);
        for (Name dentry : dentries.items()) {
            String name = paths.inFilesystem(dentry.gva());
            if (name.endsWith(DELETED)) {
                name = name.substring(0, name.length() - DELETED.length());
            }
            List<String> places = places(name, mounts);
            seen |= !places.isEmpty();
            names.add(places.isEmpty() ? name : places.getFirst());
        }
        return new CachedFile(
                inode.gva(),
                inode.gva() + views.offsetOf("inode", "i_data"),
                block.gva(),
                type,
                DeviceNumber.of(block.device()),
                seen,
                names,
                deleted,
                inode.mode() & 0xFFFF,
                inode.number(),
                DeviceNumber.of(inode.node()),
                Integer.toUnsignedLong(inode.uid()),
                inode.size(),
                inode.pages());
    }

    /** The member was in a union with a name before 7.0. */
    private String aliasPath() {
        return views.has("dentry", "d_u.d_alias") ? "d_u.d_alias" : "d_alias";
    }

    /**
     * Returns where processes see a name: of the first process's places that of the whole first.
     */
    private static List<String> places(String name, List<MountPoint> mounts) {
        List<String> whole = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        for (MountPoint mount : mounts) {
            if (!mount.reachable()) {
                continue;
            }
            if (mount.root().equals("/")) {
                whole.add(joined(mount.path(), name));
            } else if (name.equals(mount.root()) || name.startsWith(mount.root() + "/")) {
                parts.add(joined(mount.path(), name.substring(mount.root().length())));
            }
        }
        whole.addAll(parts);
        return whole;
    }

    private static String joined(String mountPoint, String below) {
        return mountPoint.equals("/") && !below.isEmpty() ? below : mountPoint + below;
    }
}
