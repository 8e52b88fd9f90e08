package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.fs.MountNamespace;
import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.linux.fs.Mounts;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** What is mounted, for each mount name space. */
final class MountsTable {
    private MountsTable() {}

    static GuestTable table() {
        return Columns.<MountPoint>of()
                .number("namespace", "inode of /proc/PID/ns/mnt", m -> m.namespace().number())
                .number("id", "number of the mount", m -> m.id())
                .number("parent", "number of the mount it is on", m -> m.parentId())
                .text(
                        "device",
                        "major:minor of what the filesystem is on",
                        m -> m.device().toString())
                .text("root", "which part of the filesystem: a path in it", MountPoint::root)
                .text("mountPoint", "where, from the topmost mount", MountPoint::path)
                .text("options", "of this mount", MountPoint::options)
                .text("type", "type of the filesystem", MountPoint::filesystem)
                .text("source", "what was mounted, as the mounter said", MountPoint::source)
                .more()
                .text(
                        "superOptions",
                        "of the filesystem, those that all filesystems have",
                        MountPoint::superOptions)
                .flag(
                        "reachable",
                        "whether it is below the root of the first process that sees it",
                        MountPoint::reachable)
                .list(
                        "propagation",
                        "how mounts below spread, such as shared:1",
                        MountPoint::propagation)
                .list("pids", "processes that see it", m -> m.namespace().pids())
                .hex("mount", "its struct mount", MountPoint::gva)
                .hexOrNone("superBlock", "its super_block", MountPoint::superBlockGva)
                .hex("namespaceAddress", "its mnt_namespace", m -> m.namespace().gva())
                .table("mounts", "what is mounted, for each mount name space", MountsTable::list);
    }

    private static void list(TableContext context, RowSink<MountPoint> rows) throws IOException {
        Mounts mounts = Mounts.of(context.linux());
        Partial<MountNamespace> namespaces = mounts.namespaces();
        namespaces.missing().forEach(missing -> rows.gap(missing.what(), missing.why()));
        for (MountNamespace namespace : namespaces.items()) {
            if (namespace.pids().stream().noneMatch(context::wants)) {
                continue;
            }
            Partial<MountPoint> mounted = mounts.in(namespace);
            for (MountPoint mount : mounted.items()) {
                rows.add(mount);
            }
            mounted.missing()
                    .forEach(missing ->
                            rows.gap(
                                    "mount name space %d, %s"
                                            .formatted(namespace.number(), missing.what()),
                                    missing.why()));
        }
    }
}
