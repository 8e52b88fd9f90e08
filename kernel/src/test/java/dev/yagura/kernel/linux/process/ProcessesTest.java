package dev.yagura.kernel.linux.process;

import static dev.yagura.kernel.fixture.FakeLinux.FLAGS;
import static dev.yagura.kernel.fixture.FakeLinux.WORKER_PRIVATE;
import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private static final long CRED = 0x248;
    private static final long SECCOMP = 0x300;
    private static final long ATOMIC_FLAGS = 0x308;
    private static final long THREAD_PID = 0x310;
    private static final long CGROUPS = 0x318;
    private static final long PRIORITY = 0x320;
    private static final long PTRACE = 0x324;
    private static final long PARENT = 0x328;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long task;
    private long cred;

    @BeforeEach
    void makesProcess() {
        defineTypes();
        task = fake.process(7, 0, "box");
        cred = guest.allocate(128);
        guest.u64(task + CRED, cred);
        for (int i = 0; i < 8; i++) {
            guest.u32(cred + 4L * i, 100 + i);
        }
    }

    private void defineTypes() {
        CType set = anonymous(8, at(0, "cap", array(U32, 2)));
        List<Member> members =
                new ArrayList<>(guest.types().struct("task_struct").orElseThrow().members());
        members.add(at(SECCOMP, "seccomp", named("seccomp")));
        members.add(at(ATOMIC_FLAGS, "atomic_flags", U64));
        members.add(at(THREAD_PID, "thread_pid", pointerTo("pid")));
        members.add(at(CGROUPS, "cgroups", pointerTo("css_set")));
        members.add(at(PRIORITY, "static_prio", S32));
        members.add(at(PTRACE, "ptrace", U32));
        members.add(at(PARENT, "parent", pointerTo("task_struct")));
        guest.types()
                .struct("task_struct", 1024, members.toArray(Member[]::new))
                .struct(
                        "cred",
                        128,
                        at(0, "uid", U32),
                        at(4, "gid", U32),
                        at(8, "suid", U32),
                        at(12, "sgid", U32),
                        at(16, "euid", U32),
                        at(20, "egid", U32),
                        at(24, "fsuid", U32),
                        at(28, "fsgid", U32),
                        at(40, "cap_effective", set),
                        at(48, "cap_bset", anonymous(8, at(0, "val", U64))),
                        at(56, "group_info", pointerTo("group_info")))
                .struct("group_info", 8, at(4, "ngroups", S32), at(8, "gid", array(U32, 0)))
                .struct("seccomp", 8, at(0, "mode", S32))
                .struct("ns_common", 16, at(8, "inum", U32))
                .struct(
                        "pid",
                        48,
                        at(0, "level", U32),
                        at(16, "tasks", array(named("hlist_head"), 1)),
                        at(32, "numbers", array(named("upid"), 0)))
                .struct("upid", 16, at(0, "nr", S32), at(8, "ns", pointerTo("pid_namespace")))
                .struct("pid_namespace", 64, at(0, "ns", named("ns_common")))
                .struct("css_set", 16, at(8, "dfl_cgrp", pointerTo("cgroup")))
                .struct("cgroup", 16, at(8, "kn", pointerTo("kernfs_node")))
                .struct(
                        "kernfs_node",
                        16,
                        at(0, "__parent", pointerTo("kernfs_node")),
                        at(8, "name", new CType.Pointer(CHAR)))
                .struct(
                        "kthread",
                        24,
                        at(0, "threadfn", VOID_POINTER),
                        at(8, "data", VOID_POINTER));
    }

    private Task process() throws IOException {
        Linux linux = Linux.of(guest.kernel());
        return linux.tasks().describe(linux.tasks().at(task));
    }

    private Processes processes() {
        return Processes.of(Linux.of(guest.kernel()));
    }

    @Test
    void idsCapabilitiesAndRestrictionsAreRead() throws IOException {
        long groups = guest.allocate(64);
        guest.u32(groups + 4, 2)
                .u32(groups + 8, 4)
                .u32(groups + 12, 0xffff_fffeL)
                .u64(cred + 56, groups)
                .u32(cred + 40, 0x0000_3000)
                .u32(cred + 44, 0x1)
                .u64(cred + 48, 0x1ff_ffff_ffffL)
                .u32(task + SECCOMP, 2)
                .u64(task + ATOMIC_FLAGS, 1);

        Credentials credentials = processes().credentials(process());

        assertThat(credentials.uids()).containsExactly(100L, 104L, 102L, 106L);
        assertThat(credentials.gids()).containsExactly(101L, 105L, 103L, 107L);
        assertThat(credentials.groups()).containsExactly(4L, 4294967294L);
        assertThat(credentials.effective()).hasValue(0x1_0000_3000L);
        assertThat(credentials.bounding()).hasValue(0x1ff_ffff_ffffL);
        assertThat(credentials.permitted()).as("this kernel's types lack it").isEmpty();
        assertThat(credentials.seccomp()).hasValue(2);
        assertThat(credentials.noNewPrivileges()).isTrue();
        assertThat(credentials.gva()).isEqualTo(cred);
    }

    @Test
    void moreGroupsThanAKernelAllowsAreRefused() {
        long groups = guest.allocate(64);
        guest.u32(groups + 4, 0x7fff_ffff).u64(cred + 56, groups);

        assertThatThrownBy(() -> processes().credentials(process()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageEndingWith("is 2147483647, expected 0..65536");
    }

    @Test
    void numbersInNestedPidNameSpacesAreRead() throws IOException {
        long outer = guest.allocate(64);
        long inner = guest.allocate(64);
        long pid = guest.allocate(128);
        guest.u32(outer + 8, 0xf000_0004L).u32(inner + 8, 0xf000_0077L);
        guest.u32(pid, 1)
                .u32(pid + 32, 7)
                .u64(pid + 40, outer)
                .u32(pid + 48, 1)
                .u64(pid + 56, inner)
                .u64(task + THREAD_PID, pid);

        Namespaces namespaces = processes().namespaces(process());

        assertThat(namespaces.pids()).containsExactly(7, 1);
        assertThat(namespaces.numbers()).containsEntry("pid", 0xf000_0077L);
    }

    @Test
    void endlessNestingOfPidNameSpacesIsRefused() {
        long pid = guest.allocate(64);
        guest.u32(pid, 0x7fff_ffff).u64(task + THREAD_PID, pid);

        assertThatThrownBy(() -> processes().namespaces(process()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("level");
    }

    @Test
    void controlGroupIsNamedFromTheRootAndTellsTheContainer() throws IOException {
        String id = "0123456789abcdef".repeat(4);
        long root = group("", 0);
        enter(group("docker-" + id + ".scope", group("system.slice", root)));

        ControlGroup group = processes().controlGroup(process()).orElseThrow();

        assertThat(group.path()).isEqualTo("/system.slice/docker-" + id + ".scope");
        assertThat(group.container()).contains(id);
    }

    @Test
    void rootOfControlGroupsIsASlashAndNoContainer() throws IOException {
        enter(group("", 0));

        ControlGroup group = processes().controlGroup(process()).orElseThrow();

        assertThat(group).isEqualTo(new ControlGroup("/"));
        assertThat(group.container()).isEmpty();
    }

    @Test
    void circleOfControlGroupsIsRefused() {
        long a = group("a", 0);
        long b = group("b", a);
        guest.u64(a, b);
        enter(b);

        assertThatThrownBy(() -> processes().controlGroup(process()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("parent");
    }

    @Test
    void debuggerAndNicenessAreRead() throws IOException {
        long debugger = fake.process(8, 0, "gdb");
        guest.u32(task + PRIORITY, 115).u32(task + PTRACE, 1).u64(task + PARENT, debugger);

        Session session = processes().session(process());

        assertThat(session.nice()).hasValue(-5);
        assertThat(session.tracer()).hasValue(8);
    }

    @Test
    void parentOfWhatIsNotDebuggedIsNoDebugger() throws IOException {
        guest.u64(task + PARENT, fake.process(8, 0, "sh"));

        assertThat(processes().session(process()).tracer()).isEmpty();
    }

    @Test
    void kernelThreadTellsItsFunction() throws IOException {
        long kthread = guest.allocate(32);
        guest.u32(task + FLAGS, 0x20_0000)
                .u64(task + WORKER_PRIVATE, kthread)
                .u64(kthread, FakeGuest.TEXT + 0x40)
                .u64(kthread + 8, 0x1234);

        // The name of a kernel thread is read through its kthread too, which lacks one here.
        KernelThread thread = processes().kernelThread(process());

        assertThat(thread.functionGva()).isEqualTo(FakeGuest.TEXT + 0x40);
        assertThat(thread.argument()).isEqualTo(0x1234);
    }

    @Test
    void kernelThreadWithoutItsOwnDataHasNoFunction() throws IOException {
        guest.u32(task + FLAGS, 0x20_0000).u64(task + WORKER_PRIVATE, 0);

        assertThat(processes().kernelThread(process()).functionGva()).isZero();
    }

    @Test
    void processIsNoKernelThread() {
        assertThatThrownBy(() -> processes().kernelThread(process()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private long group(String name, long parent) {
        long node = guest.allocate(16);
        long text = guest.allocate(name.length() + 1L);
        guest.text(text, name).u64(node, parent).u64(node + 8, text);
        return node;
    }

    private void enter(long node) {
        long group = guest.allocate(16);
        long sets = guest.allocate(16);
        guest.u64(group + 8, node).u64(sets + 8, group).u64(task + CGROUPS, sets);
    }
}
