package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.process.ControlGroup;
import dev.yagura.kernel.linux.process.ControlGroupNode;
import dev.yagura.kernel.linux.process.ControlGroups;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Control groups. */
final class ControlGroupsTable {
    private ControlGroupsTable() {}

    static GuestTable table() {
        return Columns.<ControlGroupNode>of()
                .number("hierarchy", "0 for version 2, as in /proc/PID/cgroup", g -> g.hierarchy())
                .text("name", "of a hierarchy that was given one", ControlGroupNode::name)
                .text("path", "from the hierarchy's root", ControlGroupNode::path)
                .number("processes", "how many are in it itself", g -> g.pids().size())
                .number(
                        "descendants",
                        "how many groups are in it, and in these",
                        g -> g.descendants())
                .more()
                .list("pids", "processes in it itself", ControlGroupNode::pids)
                .text(
                        "container",
                        "id of the container that it is of",
                        g -> new ControlGroup(g.path()).container().orElse(null))
                .number("level", "how many groups it is in", g -> g.level())
                .number("id", "inode of its directory", g -> g.id())
                .hex("cgroup", "its struct cgroup", ControlGroupNode::gva)
                .table("cgroups", "control groups, all hierarchies", ControlGroupsTable::list);
    }

    private static void list(TableContext context, RowSink<ControlGroupNode> rows)
            throws IOException {
        Partial<ControlGroupNode> groups = ControlGroups.list(context.linux());
        for (ControlGroupNode group : groups.items()) {
            if (context.pid().isEmpty() || group.pids().contains(context.pid().getAsInt())) {
                rows.add(group);
            }
        }
        groups.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
