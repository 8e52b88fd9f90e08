package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.BucketWalk;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The places where a kernel has its mounts; each returns addresses of {@code struct mount}. What is
 * mounted for people to see is in the list of a name space; see {@link Mounts}.
 */
public final class MountSightings {
    /** {@code MAX_ERRNO}: what lies above is an error in the place of an address. */
    private static final long FIRST_ERROR = -4095;

    private final Linux linux;
    private final StructViews views;

    @KernelStruct("mount")
    interface Placed extends StructView {
        /** Returns the name space, 0 or an error for mounts that are in none. */
        @KernelField("mnt_ns")
        long namespaceGva();

        @KernelField("mnt_parent")
        long parentGva();

        /** Returns the next mount of the same filesystem, since 6.18; a list before. */
        @KernelField("mnt_next_for_sb")
        OptionalLong next();
    }

    @KernelStruct("super_block")
    interface Mounted extends StructView {
        @KernelField("s_mounts")
        OptionalLong first();
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's mounts cannot be read: a field is missing
     */
    public MountSightings(Linux linux) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        views.require(Placed.class);
    }

    /** Returns those in the table by which the kernel finds what is mounted on a directory. */
    public Partial<Long> hashed() throws IOException {
        Partial.Collector<Long> found = Partial.collector();
        long table =
                views.kernel().memory().u64(Symbols.require(views.kernel(), "mount_hashtable"));
        long mask = views.kernel().memory().u32(Symbols.require(views.kernel(), "m_hash_mask"));
        long node = views.offsetOf("mount", "mnt_hash");
        BucketWalk mounts = linux.walks().buckets("mount_hashtable", table, mask + 1, Long.BYTES);
        mounts.nodes().forEach(gva -> found.add(gva - node));
        mounts.cuts().forEach(cut -> found.missing(mounts.container(), cut.toString()));
        return found.done();
    }

    /** Returns those of all filesystems in use, be they in a name space or the kernel's own. */
    public Partial<Long> mounted() throws IOException {
        Partial.Collector<Long> found = Partial.collector();
        long head = Symbols.require(linux.kernel(), "super_blocks");
        Walk<SuperBlock> blocks = linux.walks().list(head, SuperBlock.class, "s_list");
        found.check(blocks);
        long list = views.offsetOf("super_block", "s_mounts");
        boolean chained = views.has("mount", "mnt_next_for_sb");
        for (SuperBlock block : blocks.items()) {
            if (chained) {
                found.part(block.toString(), () -> chain(block.gva() + list, found));
            } else {
                Walk<Long> mounts = linux.walks().list(block.gva() + list);
                found.check(mounts);
                long node = views.offsetOf("mount", "mnt_instance");
                mounts.items().forEach(gva -> found.add(gva - node));
            }
        }
        return found.done();
    }

    /** Follows pointers from one mount to the next, the last of which is 0. */
    private void chain(long headGva, Partial.Collector<Long> found) throws IOException {
        Set<Long> met = new HashSet<>();
        long mount = views.kernel().memory().u64(headGva);
        while (mount != 0) {
            if (!met.add(mount)) {
                found.missing(
                        "mounts at 0x%x".formatted(headGva),
                        "mnt_next_for_sb leads back to 0x%x, expected an end".formatted(mount));
                return;
            }
            found.add(mount);
            mount = views.at(Placed.class, mount).next().orElse(0);
        }
    }

    /** Returns those in the list or tree of a name space. */
    public Partial<Long> listed(long namespaceGva) throws IOException {
        Partial.Collector<Long> found = Partial.collector();
        boolean list = views.has("mnt_namespace", "list");
        long head = namespaceGva + views.offsetOf("mnt_namespace", list ? "list" : "mounts");
        long node = views.offsetOf("mount", list ? "mnt_list" : "mnt_node");
        Walk<Long> mounts = list ? linux.walks().list(head) : linux.walks().tree(head);
        found.check(mounts);
        mounts.items().forEach(gva -> found.add(gva - node));
        return found.done();
    }

    /**
     * Returns the name space that a mount says it is in, or else that of the mount it is on; 0 if
     * it is in none, as a mount of the kernel's own or one that was taken away while in use.
     */
    public long namespaceOf(long mountGva) throws IOException {
        Placed mount = views.at(Placed.class, mountGva);
        long own = mount.namespaceGva();
        if (own != 0 || mount.parentGva() == 0 || mount.parentGva() == mountGva) {
            return isAddress(own) ? own : 0;
        }
        long parents = views.at(Placed.class, mount.parentGva()).namespaceGva();
        return isAddress(parents) ? parents : 0;
    }

    private static boolean isAddress(long gva) {
        return gva < FIRST_ERROR && gva != 0;
    }
}
