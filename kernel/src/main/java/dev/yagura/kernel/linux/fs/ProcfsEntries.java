package dev.yagura.kernel.linux.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Lists what is registered in procfs, processes' directories apart; {@code fs/proc/generic.c}. The
 * network namespaces have trees of their own behind {@code /proc/PID/net}.
 */
public final class ProcfsEntries {
    /** Directories in each other; a machine has five. */
    private static final int MAX_DEPTH = 64;

    /** Entries of all trees; thousands on a machine with many interrupts and network namespaces. */
    private static final int MAX_ENTRIES = 1 << 20;

    private static final int TYPE_MASK = 0xF000;
    private static final int DIRECTORY = 0x4000;

    private final Linux linux;
    private final StructViews views;
    private final Partial.Collector<ProcfsEntry> found = Partial.collector();
    private final Set<Long> seen = new HashSet<>();

    @KernelStruct("proc_dir_entry")
    interface Entry extends StructView {
        @KernelField("name")
        long nameGva();

        @KernelField("namelen")
        int nameLength();

        @KernelField("mode")
        int mode();

        @KernelField("uid")
        int uid();

        @KernelField("gid")
        int gid();

        @KernelField("size")
        long size();

        @KernelField("low_ino")
        int number();

        @KernelField("proc_ops")
        long operationsGva();

        @KernelField("proc_iops")
        long inodeOperationsGva();

        @KernelField("seq_ops")
        long contentGva();

        @KernelField("write")
        long writeGva();

        @KernelField("data")
        long dataGva();
    }

    @KernelStruct("net")
    interface Net extends StructView {
        @KernelField("proc_net")
        OptionalLong procGva();

        @KernelField("ns.inum")
        int number();
    }

    private ProcfsEntries(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns all entries, each directory before what is in it.
     *
     * @throws IOException if this kernel's procfs cannot be read, or the memory source fails
     */
    public static Partial<ProcfsEntry> list(Linux linux) throws IOException {
        linux.views().require(Entry.class);
        ProcfsEntries entries = new ProcfsEntries(linux);
        long root = Symbols.require(linux.kernel(), "proc_root");
        entries.directory(root, "/proc", 0, 0);
        OptionalLong namespaces = linux.kernel().symbols().address("net_namespace_list");
        if (namespaces.isPresent()) {
            Walk<Net> nets = linux.walks().list(namespaces.getAsLong(), Net.class, "list");
            entries.found.check(nets);
            for (Net net : nets.items()) {
                long gva = net.procGva().orElse(0);
                if (gva != 0) {
                    entries.directory(gva, "/proc/net", Integer.toUnsignedLong(net.number()), 0);
                }
            }
        }
        return entries.found.done();
    }

    private void directory(long gva, String path, long namespace, int depth) throws IOException {
        Walk<Entry> children =
                linux.walks()
                        .tree(
                                gva + views.offsetOf("proc_dir_entry", "subdir"),
                                Entry.class,
                                "subdir_node");
        found.check(children);
        for (Entry child : children.items()) {
            if (seen.size() == MAX_ENTRIES || depth == MAX_DEPTH || !seen.add(child.gva())) {
                found.missing(
                        path,
                        "entry at 0x%x is one of too many, too deep, or was met before"
                                .formatted(child.gva()));
                return;
            }
            found.add(
                    "proc_dir_entry at 0x%x in %s".formatted(child.gva(), path),
                    () -> entry(child, path, namespace));
            if ((child.mode() & TYPE_MASK) == DIRECTORY) {
                directory(child.gva(), path + "/" + nameOrAddress(child), namespace, depth + 1);
            }
        }
    }

    private String nameOrAddress(Entry entry) throws IOException {
        Partial.Collector<String> name = Partial.collector();
        name.add("", () -> name(entry));
        return name.done().items().stream()
                .findFirst()
                .orElse("0x" + Long.toHexString(entry.gva()));
    }

    private String name(Entry entry) throws IOException {
        int length = entry.nameLength() & 0xFF;
        return new String(views.kernel().memory().bytes(entry.nameGva(), length), UTF_8);
    }

    private ProcfsEntry entry(Entry entry, String directory, long namespace) throws IOException {
        return new ProcfsEntry(
                entry.gva(),
                directory + "/" + name(entry),
                namespace,
                entry.mode() & 0xFFFF,
                Integer.toUnsignedLong(entry.uid()),
                Integer.toUnsignedLong(entry.gid()),
                entry.size(),
                Integer.toUnsignedLong(entry.number()),
                entry.operationsGva(),
                entry.inodeOperationsGva(),
                entry.contentGva(),
                entry.writeGva(),
                entry.dataGva());
    }
}
