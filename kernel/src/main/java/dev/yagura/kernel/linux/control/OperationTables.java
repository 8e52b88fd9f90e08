package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.fs.MountNamespace;
import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.linux.fs.Mounts;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which tables of operations the roots of mounted file systems and the entries of procfs go by: a
 * rootkit that leaves the kernel's tables as they are puts another one there.
 */
public final class OperationTables {
    /** Entries of procfs; some hundreds, and a few for each interface. */
    private static final int MAX_ENTRIES = 1 << 17;

    private static final int TYPE_MASK = 0xF000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;

    /**
     * That an object goes by a table.
     *
     * @param kind structure of the table, such as {@code "file_operations"}; {@code "function"} for
     *     a single function
     * @param name what goes by it, such as {@code "/proc/net/tcp"}
     * @param gva address of the pointer to it
     * @param table where it leads; never 0
     */
    public record Use(String kind, String name, long gva, long table) {}

    @KernelStruct("super_block")
    interface Super extends StructView {
        @KernelField("s_op")
        long operations();

        @KernelField("s_d_op")
        OptionalLong entryOperations();

        @KernelField("s_root->d_inode")
        long rootGva() throws IOException;
    }

    @KernelStruct("inode")
    interface Inode extends StructView {
        @KernelField("i_op")
        long operations();

        @KernelField("i_fop")
        long fileOperations();
    }

    @KernelStruct("proc_dir_entry")
    interface Entry extends StructView {
        Optional<String> name() throws IOException;

        int mode();

        @KernelField("proc_iops")
        long inodeOperations();

        @KernelField("proc_ops")
        OptionalLong operations();

        @KernelField("seq_ops")
        long sequence();
    }

    private final Linux linux;
    private final StructViews views;
    private final Partial.Collector<Use> found = Partial.collector();

    private OperationTables(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns the tables in use.
     *
     * @throws IOException if the memory source fails
     */
    public static Partial<Use> list(Linux linux) throws IOException {
        OperationTables tables = new OperationTables(linux);
        tables.unlessBroken("mounted file systems", tables::mounts);
        tables.unlessBroken("entries of procfs", tables::procfs);
        return tables.found.done();
    }

    private interface Part {
        void read() throws IOException;
    }

    private void unlessBroken(String what, Part part) throws IOException {
        try {
            part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing(what, String.valueOf(e.getMessage()));
        }
    }

    private void add(String kind, String name, long objectGva, String member, long table)
            throws IOException {
        if (table != 0 && table != -1) {
            String struct = kind.equals("super_operations") ? "super_block" : "inode";
            found.add(new Use(kind, name, objectGva + views.offsetOf(struct, member), table));
        }
    }

    private void mounts() throws IOException {
        Set<Long> seen = new HashSet<>();
        Partial<MountNamespace> namespaces = Mounts.of(linux).namespaces();
        namespaces.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        for (MountNamespace namespace : namespaces.items()) {
            Partial<MountPoint> mounts = Mounts.of(linux).in(namespace);
            mounts.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            for (MountPoint mount : mounts.items()) {
                if (mount.superBlockGva() != 0 && seen.add(mount.superBlockGva())) {
                    String name = "%s at %s".formatted(mount.filesystem(), mount.path());
                    unlessBroken(name, () -> root(name, mount.superBlockGva()));
                }
            }
        }
    }

    private void root(String name, long superGva) throws IOException {
        Super block = views.at(Super.class, superGva);
        add("super_operations", name, superGva, "s_op", block.operations());
        if (block.rootGva() != 0) {
            Inode root = views.at(Inode.class, block.rootGva());
            add("inode_operations", name, root.gva(), "i_op", root.operations());
            add("file_operations", name, root.gva(), "i_fop", root.fileOperations());
        }
    }

    /** An entry whose children are still to be read. */
    private record Directory(String path, long gva) {}

    private void procfs() throws IOException {
        Deque<Directory> directories = new ArrayDeque<>();
        OptionalLong root = views.kernel().symbols().address("proc_root");
        root.ifPresent(gva -> directories.add(new Directory("/proc", gva)));
        OptionalLong net = views.kernel().symbols().address("init_net");
        if (net.isPresent() && views.has("net", "proc_net")) {
            long gva =
                    views.kernel()
                            .memory()
                            .u64(net.getAsLong() + views.offsetOf("net", "proc_net"));
            directories.add(new Directory("/proc/net", gva));
        }
        Set<Long> seen = new HashSet<>();
        long node = views.offsetOf("proc_dir_entry", "subdir_node");
        while (!directories.isEmpty()) {
            Directory directory = directories.remove();
            var children =
                    linux.walks()
                            .tree(directory.gva() + views.offsetOf("proc_dir_entry", "subdir"));
            found.check(children);
            for (long child : children.items()) {
                if (seen.size() == MAX_ENTRIES) {
                    found.missing("/proc", "more than %d entries".formatted(MAX_ENTRIES));
                    return;
                }
                if (seen.add(child)) {
                    unlessBroken(
                            "entry of %s at 0x%x".formatted(directory.path(), child - node),
                            () -> entry(directory, child - node, directories));
                }
            }
        }
    }

    private void entry(Directory parent, long gva, Deque<Directory> directories)
            throws IOException {
        Entry entry = views.at(Entry.class, gva);
        String path = parent.path() + "/" + entry.name().orElse("");
        if ((entry.mode() & TYPE_MASK) == DIRECTORY) {
            directories.add(new Directory(path, gva));
            use("file_operations", path, gva, "proc_dir_ops", entry.operations().orElse(0));
        }
        use("inode_operations", path, gva, "proc_iops", entry.inodeOperations());
        if ((entry.mode() & TYPE_MASK) == REGULAR) {
            long operations = entry.operations().orElse(0);
            use("proc_ops", path, gva, "proc_ops", operations);
            String kind = sequenceKind(operations);
            if (!kind.isEmpty()) {
                use(kind, path, gva, "seq_ops", entry.sequence());
            }
        }
    }

    /** Returns what the member behind an entry's table leads to; empty where it is not in use. */
    private String sequenceKind(long operations) {
        String symbol =
                views.kernel()
                        .symbols()
                        .nearest(operations)
                        .filter(near -> near.offset() == 0)
                        .map(near -> near.symbol().name())
                        .orElse("");
        return switch (symbol) {
            case "proc_seq_ops", "proc_net_seq_ops" -> "seq_operations";
            case "proc_single_ops", "proc_net_single_ops" -> "function";
            default -> "";
        };
    }

    private void use(String kind, String name, long gva, String member, long table)
            throws IOException {
        if (table != 0) {
            found.add(new Use(kind, name, gva + views.offsetOf("proc_dir_entry", member), table));
        }
    }
}
