package dev.yagura.kernel.linux.process;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlGroupsTest {
    private static final long CGROUPS = 0x3c0;
    private static final long TOP = 32;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long root;
    private long top;

    @BeforeEach
    void makesHierarchy() {
        guest.types()
                .more("task_struct", 1024, at(CGROUPS, "cgroups", pointerTo("css_set")))
                .struct("css_set", 16, at(0, "cgrp_links", named("list_head")))
                .struct(
                        "cgrp_cset_link",
                        32,
                        at(0, "cgrp", pointerTo("cgroup")),
                        at(8, "cgrp_link", named("list_head")))
                .struct(
                        "cgroup_subsys_state",
                        32,
                        at(0, "sibling", named("list_head")),
                        at(16, "children", named("list_head")))
                .struct("kernfs_node", 32, at(0, "name", new CType.Pointer(CHAR)), at(8, "id", U64))
                .struct(
                        "cgroup",
                        64,
                        at(0, "self", named("cgroup_subsys_state")),
                        at(32, "level", S32),
                        at(36, "nr_descendants", S32),
                        at(40, "kn", pointerTo("kernfs_node")))
                .struct(
                        "cgroup_root",
                        192,
                        at(0, "root_list", named("list_head")),
                        at(16, "hierarchy_id", S32),
                        at(TOP, "cgrp", named("cgroup")),
                        at(96, "name", array(CHAR, 64)));
        long roots = guest.allocate(16);
        fake.emptyList(roots);
        guest.symbol("cgroup_roots", roots, 'D');
        root = guest.allocate(192);
        fake.addTail(roots, root);
        top = root + TOP;
        fake.emptyList(top + 16);
        kernfs(top, "", 1);
    }

    private void kernfs(long group, String name, long id) {
        long node = guest.allocate(32);
        long text = guest.allocate(64);
        guest.text(text, name).u64(node, text).u64(node + 8, id).u64(group + 40, node);
    }

    private long group(long parent, String name, long id) {
        long group = guest.allocate(64);
        fake.emptyList(group + 16);
        fake.addTail(parent + 16, group);
        kernfs(group, name, id);
        return group;
    }

    private void enter(int pid, long group) {
        long set = guest.allocate(16);
        long link = guest.allocate(32);
        fake.emptyList(set);
        fake.addTail(set, link + 8);
        guest.u64(link, group).u64(fake.task(pid) + CGROUPS, set);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "cgroups");
    }

    @Test
    void groupsShowWithTheirProcesses() throws IOException {
        fake.process(1, 0, "init");
        fake.process(7, 1, "box");
        long box = group(group(top, "box", 5), "inner", 6);
        enter(1, top);
        enter(7, box);
        guest.u32(root + 16, 3).text(root + 96, "legacy");

        assertThat(shown().lines("hierarchy", "name", "path", "pids", "id"))
                .containsExactly(
                        "3 legacy / [1] 1", "3 legacy /box [] 5", "3 legacy /box/inner [7] 6");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void containerIsNamed() throws IOException {
        fake.process(1, 0, "init");
        enter(1, top);
        group(top, "docker-" + "ab".repeat(32) + ".scope", 5);

        assertThat(shown().lines("container")).containsExactly("null", "ab".repeat(32));
    }

    @Test
    void groupInItselfIsAGap() throws IOException {
        fake.process(1, 0, "init");
        enter(1, top);
        long loop = group(top, "loop", 5);
        guest.u64(loop + 16, loop);

        assertThat(shown().lines("path")).startsWith("/", "/loop");
        assertThat(shown().gaps()).contains("/loop/loop");
    }

    @Test
    void processWhoseGroupsAreGoneIsAGap() throws IOException {
        fake.process(1, 0, "init");
        guest.u64(fake.task(1) + CGROUPS, 0xffff_9000_0000_0000L);

        assertThat(shown().lines("path")).containsExactly("/");
        assertThat(shown().gaps()).hasSize(1);
    }
}
