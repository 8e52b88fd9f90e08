package dev.yagura.detect.memory.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.memory.DumpedGuest;
import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.UserMemory;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.NetInterface;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks on processes of dumped guests, made by editing their memory; one at a time. */
class DumpedProcessesTest {
    private static final String VICTIM = "busybox-victim";
    private static final int ALICE = 1000;

    static Stream<Path> folders() throws IOException {
        return DumpedGuests.folders().stream();
    }

    /** Those with the processes that the attacks need. */
    static Stream<Path> targets() throws IOException {
        List<Path> targets = new ArrayList<>();
        for (Path folder : DumpedGuests.folders()) {
            boolean isTarget =
                    DumpedGuest.open(folder).linux().tasks().processes().stream()
                            .anyMatch(task -> task.comm().equals(VICTIM));
            if (isTarget) {
                targets.add(folder);
            }
        }
        return targets.stream();
    }

    private static List<Finding> scan(DumpedGuest guest) throws IOException {
        return guest.scan(ProcessDetectors.all()).stream()
                // Guests with something of everything have an interface that was told to take all.
                .filter(finding -> !finding.subject().startsWith("interface dummy1 "))
                .toList();
    }

    /** Expects one finding about a process, and returns it. */
    private static Finding only(DumpedGuest guest, String rule, Task process) throws IOException {
        List<Finding> findings = scan(guest);
        assertThat(findings).extracting(Finding::rule).containsExactly(rule);
        Finding finding = findings.getFirst();
        assertThat(finding.subject())
                .isEqualTo("process %d at 0x%x".formatted(process.pid(), process.gva()));
        assertThat(finding.title()).contains("process %d (".formatted(process.pid()));
        assertThat(finding.evidence()).anyMatch(Evidence.Lineage.class::isInstance);
        return finding;
    }

    private static Task ofUser(DumpedGuest guest, long uid) throws IOException {
        return guest.linux().tasks().processes().stream()
                .filter(task -> task.uid() == uid && task.comm().equals("sleep"))
                .findFirst()
                .orElseThrow();
    }

    private static long mm(DumpedGuest guest, Task task) throws IOException {
        return guest.linux().tasks().at(task.gva()).mmGva();
    }

    private static Mapping mapping(DumpedGuest guest, Task task, Predicate<Mapping> which)
            throws IOException {
        return Mappings.of(guest.linux()).of(task).items().stream()
                .filter(which)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isCode(Mapping mapping) {
        return mapping.isExecutable() && mapping.file().isPresent();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void cleanGuestGivesNoFinding(Path folder) throws IOException {
        assertThat(scan(DumpedGuest.open(folder))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void programWhoseNameIsGoneIsFoundUnlessAnotherHasItsPlace(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        long file = guest.pointer("mm_struct", mm(guest, victim), "exe_file");
        long dentry = guest.pointer("file", file, "f_path.dentry");
        guest.putU64(dentry + guest.offset("dentry", "d_hash.pprev"), 0);

        Finding finding = only(guest, "linux.process.deleted-program", victim);

        assertThat(finding.evidence().getFirst().describe())
                .contains("/bin/busybox-victim (deleted), inode ");
        // busybox, in the same directory, is given the name that is gone.
        long other = guest.pointer("mm_struct", mm(guest, guest.task("tail")), "exe_file");
        long otherName = guest.pointer("file", other, "f_path.dentry");
        guest.putU32(otherName + guest.offset("dentry", "d_name.len"), VICTIM.length());
        guest.putU64(
                otherName + guest.offset("dentry", "d_name.name"),
                guest.pointer("dentry", dentry, "d_name.name"));
        assertThat(scan(guest)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void programThatIsNotWhatRunsIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        long other = guest.pointer("mm_struct", mm(guest, guest.task("tail")), "exe_file");
        Mapping code = mapping(guest, victim, DumpedProcessesTest::isCode);
        guest.putU64(code.gva() + guest.offset("vm_area_struct", "vm_file"), other);

        Finding finding = only(guest, "linux.process.hollowed", victim);

        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.evidence().getFirst().describe())
                .contains("r-xp /bin/busybox", "code of /bin/busybox-victim");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void codeThatMayBeWrittenIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        Mapping heap = mapping(guest, victim, m -> m.name().orElse("").equals("[stack]"));
        guest.putU64(heap.gva() + guest.offset("vm_area_struct", "vm_flags"), heap.flags() | 4);
        assertThat(only(guest, "linux.process.injected-code", victim).confidence())
                .as("a stack only")
                .isEqualTo(Confidence.LOW);
        Mapping data =
                mapping(
                        guest,
                        victim,
                        m ->
                                m.isWritable()
                                        && m.anonVmaGva() != 0
                                        && !m.name().orElse("").equals("[stack]"));
        guest.putU64(data.gva() + guest.offset("vm_area_struct", "vm_flags"), data.flags() | 4);

        Finding finding = only(guest, "linux.process.injected-code", victim);

        assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(finding.evidence().toString()).contains("0x%x-".formatted(data.start()));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void changedPageOfAProgramIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        Mapping code = mapping(guest, victim, DumpedProcessesTest::isCode);
        UserMemory memory = UserMemory.of(guest.linux(), victim).orElseThrow();
        UserMemory.Page page = memory.first(code.start(), code.end(), 100, _ -> true).orElseThrow();
        assertThat(memory.isOwn(page)).contains(false);
        guest.putU64(code.gva() + guest.offset("vm_area_struct", "anon_vma"), code.gva());
        assertThat(scan(guest)).as("a mapping that could have pages of its own").isEmpty();
        guest.putU64(owner(guest, page), 1 | owner(guest, page));

        Finding finding = only(guest, "linux.process.injected-code", victim);

        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.title()).contains("code of a file with pages of the process's own");
    }

    /** Returns where the kernel notes whose a page is. */
    private static long owner(DumpedGuest guest, UserMemory.Page page) throws IOException {
        long struct =
                guest.linux().kernel().memory().u64(guest.symbol("vmemmap_base"))
                        + page.gpa() / 4096 * guest.linux().views().sizeOf("page");
        if (guest.linux().views().has("page", "compound_head")) {
            long head = guest.pointer("page", struct, "compound_head");
            struct = (head & 1) != 0 ? head - 1 : struct;
        }
        return struct + guest.offset("page", "mapping");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void preloadedLibraryIsFoundInTheEnvironment(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task alice = ofUser(guest, ALICE);
        String old = "LOGNAME=alice\0TERM=linux";
        UserMemory memory = UserMemory.of(guest.linux(), alice).orElseThrow();
        long start = guest.pointer("mm_struct", mm(guest, alice), "env_start");
        String all = new String(memory.memory().bytes(start, 100), UTF_8);
        guest.put(
                memory.memory(),
                start + all.indexOf(old),
                "LD_PRELOAD=/tmp/evil1.so".getBytes(UTF_8));

        Finding finding = only(guest, "linux.process.preload", alice);

        assertThat(finding.evidence().getFirst().describe())
                .contains("LD_PRELOAD is /tmp/evil1.so");
        guest.put(
                memory.memory(),
                start + all.indexOf(old),
                "LD_PRELOAD=libjemalloc.so".substring(0, 24).getBytes(UTF_8));
        assertThat(scan(guest)).as("a library of no known name").hasSize(1);
        guest.put(
                memory.memory(),
                start + all.indexOf(old),
                "LD_PRELOAD=libstdbuf.so\0".getBytes(UTF_8));
        assertThat(scan(guest)).as("a library that is known").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void debuggedProcessIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        guest.putU32(victim.gva() + guest.offset("task_struct", "ptrace"), 1);

        Finding finding = only(guest, "linux.process.traced", victim);

        assertThat(finding.title()).endsWith("is debugged by process 1 (init)");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void processWithTheNameOfAKernelThreadIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        long comm = victim.gva() + guest.offset("task_struct", "comm");
        guest.put(comm, "kworker/7:3\0".getBytes(UTF_8));
        assertThat(only(guest, "linux.process.kernel-thread-masquerade", victim).confidence())
                .isEqualTo(Confidence.HIGH);
        guest.put(comm, "kworker-tool\0".getBytes(UTF_8));
        assertThat(scan(guest)).isEmpty();

        long flags = victim.gva() + guest.offset("task_struct", "flags");
        guest.putU32(flags, (int) guest.linux().kernel().memory().u32(flags) | 0x20_0000);

        assertThat(scan(guest))
                .extracting(Finding::rule)
                .contains("linux.process.kernel-thread-masquerade");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void sharedCredentialsAreFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        long slot = victim.gva() + guest.offset("task_struct", "real_cred");
        guest.putU64(slot, guest.pointer("task_struct", guest.task("init").gva(), "real_cred"));

        List<Finding> findings = scan(guest);

        assertThat(findings).extracting(Finding::rule).containsExactly("linux.credentials.shared");
        assertThat(findings.getFirst().title())
                .isEqualTo(
                        "process %d (%s) shares its credentials with 1 other processes, first process 1 (init)"
                                .formatted(victim.pid(), VICTIM));
        guest.putU64(slot, guest.symbol("init_cred"));
        assertThat(scan(guest))
                .extracting(Finding::title)
                .containsExactly(
                        "process %d (%s) uses the credentials of the kernel itself"
                                .formatted(victim.pid(), VICTIM));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void processThatBecameRootIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task alice = ofUser(guest, ALICE);
        long cred = guest.pointer("task_struct", alice.gva(), "real_cred");
        guest.putU32(cred + guest.offset("cred", "euid"), 0);

        Finding finding = only(guest, "linux.credentials.raised", alice);

        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.evidence().getFirst().describe())
                .contains("[1000, 0, 1000, 1000]", "started as user 1000");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void capabilitiesOutOfNowhereAreFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task alice = ofUser(guest, ALICE);
        long cred = guest.pointer("task_struct", alice.gva(), "real_cred");
        guest.putU64(cred + guest.offset("cred", "cap_permitted"), 1L << 21);

        assertThat(only(guest, "linux.credentials.raised", alice).evidence().getFirst().describe())
                .contains("0000000000200000 more");

        guest.putU64(cred + guest.offset("cred", "cap_ambient"), 1L << 21);
        assertThat(scan(guest)).as("a capability that a service was given").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void shellBehindASocketIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task nc = guest.task("nc");
        long files = guest.pointer("task_struct", nc.gva(), "files");
        long table = guest.pointer("files_struct", files, "fdt");
        long array = guest.pointer("fdtable", table, "fd");
        guest.putU64(array, guest.linux().kernel().memory().u64(array + 3 * Long.BYTES));
        assertThat(scan(guest)).as("nc is no shell").isEmpty();
        guest.put(nc.gva() + guest.offset("task_struct", "comm"), "sh\0".getBytes(UTF_8));

        Finding finding = only(guest, "linux.process.reverse-shell", nc);

        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.title()).contains("tcp6 socket");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void interfaceThatTakesEveryFrameIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Optional<NetInterface> lo =
                new Interfaces(guest.linux())
                        .list().items().stream().filter(net -> net.name().equals("lo")).findFirst();
        guest.putU32(lo.orElseThrow().gva() + guest.offset("net_device", "promiscuity"), 1);

        assertThat(scan(guest))
                .extracting(Finding::title)
                .containsExactly("interface lo takes every frame");
    }

    /** Gives a program's file another, shorter name. */
    private static void rename(DumpedGuest guest, Task task, String name) throws IOException {
        long file = guest.pointer("mm_struct", mm(guest, task), "exe_file");
        long dentry = guest.pointer("file", file, "f_path.dentry");
        guest.put(guest.pointer("dentry", dentry, "d_name.name"), (name + "\0").getBytes(UTF_8));
        guest.putU32(dentry + guest.offset("dentry", "d_name.len"), name.length());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void textOfAReplacedDaemonIsFoundInTheDaemonOnly(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task victim = guest.task(VICTIM);
        Mapping code = mapping(guest, victim, DumpedProcessesTest::isCode);
        UserMemory memory = UserMemory.of(guest.linux(), victim).orElseThrow();
        UserMemory.Page page = memory.first(code.start(), code.end(), 100, _ -> true).orElseThrow();
        guest.put(memory.memory(), page.gva() + 64, "\0/hash.zk\0".getBytes(UTF_8));
        assertThat(scan(guest)).as("a program of another name").isEmpty();
        rename(guest, victim, "sshd");

        Finding finding = only(guest, "linux.process.trojaned-daemon", victim);

        assertThat(finding.evidence().getFirst().describe()).contains("/hash.zk");
    }

    /** Dumps of guests with somebody, or something, at a terminal that utmp names. */
    static Stream<Path> withTerminals() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path folder : DumpedGuests.folders()) {
            boolean has =
                    DumpedGuest.open(folder).linux().tasks().processes().stream()
                            .anyMatch(task -> task.comm().equals("agetty"));
            if (has) {
                folders.add(folder);
            }
        }
        return folders.stream();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withTerminals")
    void loginThatUtmpDoesNotNameIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        Task getty = guest.task("agetty");
        rename(guest, guest.task("systemd"), "login");
        assertThat(scan(guest))
                .extracting(Finding::subject)
                .as("utmp names its terminal")
                .doesNotContain("process %d at 0x%x".formatted(getty.pid(), getty.gva()));
        long signal = guest.pointer("task_struct", getty.gva(), "signal");
        long tty = guest.pointer("signal_struct", signal, "tty");
        guest.put(tty + guest.offset("tty_struct", "name"), "pts7\0".getBytes(UTF_8));

        assertThat(scan(guest))
                .extracting(Finding::title)
                .contains(
                        "process %d (agetty) is a login at pts/7 that utmp does not name"
                                .formatted(getty.pid()));
    }
}
