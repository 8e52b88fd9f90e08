package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Lists the control groups of all hierarchies; {@code kernel/cgroup/cgroup.c}. */
public final class ControlGroups {
    /** {@code CGROUP_DEPTH_MAX} is no limit at all; paths end at 4096 bytes. */
    private static final int MAX_DEPTH = 2048;

    private static final int MAX_GROUPS = 1 << 20;

    private final Linux linux;
    private final StructViews views;
    private final Map<Long, List<Integer>> pids = new HashMap<>();
    private final Partial.Collector<ControlGroupNode> found = Partial.collector();
    private final Set<Long> seen = new HashSet<>();

    @KernelStruct("cgroup_root")
    interface Root extends StructView {
        @KernelField("hierarchy_id")
        int number();

        String name();
    }

    @KernelStruct("cgroup")
    interface Group extends StructView {
        int level();

        @KernelField("nr_descendants")
        int descendants();

        @KernelField("kn->name")
        Optional<String> name() throws IOException;

        @KernelField("kn->id")
        OptionalLong id() throws IOException;
    }

    @KernelStruct("cgroup_subsys_state")
    interface State extends StructView {}

    @KernelStruct("task_struct")
    interface Member extends StructView {
        @KernelField("cgroups")
        long setGva();
    }

    @KernelStruct("cgrp_cset_link")
    interface Link extends StructView {
        @KernelField("cgrp")
        long groupGva();
    }

    private ControlGroups(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns the groups, each before those in it.
     *
     * @throws IOException if this kernel has no control groups, or the memory source fails
     */
    public static Partial<ControlGroupNode> list(Linux linux) throws IOException {
        ControlGroups groups = new ControlGroups(linux);
        long head = Symbols.require(linux.kernel(), "cgroup_roots");
        linux.views().require(Root.class, Group.class, Member.class, Link.class);
        groups.members();
        Walk<Root> roots = linux.walks().list(head, Root.class, "root_list");
        groups.found.check(roots);
        for (Root root : roots.items()) {
            long top = root.gva() + linux.views().offsetOf("cgroup_root", "cgrp");
            groups.read(root, linux.views().at(Group.class, top), "/", 0);
        }
        return groups.found.done();
    }

    /** Notes the processes of each group. Processes in the same groups share a {@code css_set}. */
    private void members() throws IOException {
        Map<Long, List<Long>> sets = new HashMap<>();
        for (Task process : linux.tasks().processes()) {
            try {
                long set = views.at(Member.class, process.gva()).setGva();
                List<Long> groups = sets.get(set);
                if (groups == null) {
                    groups = groupsOf(set);
                    sets.put(set, groups);
                }
                for (long group : groups) {
                    pids.computeIfAbsent(group, _ -> new ArrayList<>()).add(process.tgid());
                }
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                found.missing(
                        "control groups of process %d".formatted(process.tgid()),
                        String.valueOf(e.getMessage()));
            }
        }
    }

    private List<Long> groupsOf(long set) throws IOException {
        long head = set + views.offsetOf("css_set", "cgrp_links");
        Walk<Link> links = linux.walks().list(head, Link.class, "cgrp_link");
        found.check(links);
        return links.items().stream().map(Link::groupGva).toList();
    }

    private void read(Root root, Group group, String path, int depth) throws IOException {
        if (depth == MAX_DEPTH || seen.size() == MAX_GROUPS || !seen.add(group.gva())) {
            found.missing(
                    path,
                    "cgroup at 0x%x is one of too many, too deep, or was met before"
                            .formatted(group.gva()));
            return;
        }
        found.add(
                "cgroup at 0x%x".formatted(group.gva()),
                () ->
                        new ControlGroupNode(
                                group.gva(),
                                root.number(),
                                root.name(),
                                path,
                                group.id().orElse(0),
                                group.level(),
                                group.descendants(),
                                pids.getOrDefault(group.gva(), List.of())));
        long self = group.gva() + views.offsetOf("cgroup", "self");
        Walk<State> children =
                linux.walks()
                        .list(
                                self + views.offsetOf("cgroup_subsys_state", "children"),
                                State.class,
                                "sibling");
        found.check(children);
        for (State child : children.items()) {
            try {
                Group inner = views.at(Group.class, child.gva() - views.offsetOf("cgroup", "self"));
                String name = inner.name().orElse("");
                read(root, inner, (depth == 0 ? "/" : path + "/") + name, depth + 1);
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                found.missing("control group in " + path, String.valueOf(e.getMessage()));
            }
        }
    }
}
