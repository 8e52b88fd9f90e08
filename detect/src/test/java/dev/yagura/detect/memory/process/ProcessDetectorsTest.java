package dev.yagura.detect.memory.process;

import static dev.yagura.kernel.fixture.FakeLinux.FLAGS;
import static dev.yagura.kernel.fixture.FakeLinux.MM;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.types.StructType.Member;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Detectors that need little more than tasks, over hostile and benign shapes of them. */
class ProcessDetectorsTest {
    private static final int KERNEL_THREAD = 0x20_0000;
    private static final long REAL_CRED = 0x248;
    private static final long PTRACE = 0x270;
    private static final long PARENT = 0x278;
    private static final long COMM = 0x250;
    private static final long START_CODE = 64;
    private static final long AUXILIARY = 80;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void someProcesses() {
        List<Member> task =
                new ArrayList<>(guest.types().struct("task_struct").orElseThrow().members());
        task.add(at(PTRACE, "ptrace", U32));
        task.add(at(PARENT, "parent", pointerTo("task_struct")));
        guest.types().struct("task_struct", 1024, task.toArray(Member[]::new));
        List<Member> mm =
                new ArrayList<>(guest.types().struct("mm_struct").orElseThrow().members());
        mm.add(at(START_CODE, "start_code", U64));
        mm.add(at(72, "end_code", U64));
        mm.add(at(AUXILIARY, "saved_auxv", array(U64, 12)));
        guest.types().struct("mm_struct", 192, mm.toArray(Member[]::new));
        guest.types()
                .struct(
                        "cred",
                        64,
                        at(4, "uid", U32),
                        at(12, "euid", U32),
                        at(16, "suid", U32),
                        at(20, "fsuid", U32),
                        at(24, "cap_permitted", named("kernel_cap_t")),
                        at(32, "cap_ambient", named("kernel_cap_t")))
                .struct("kernel_cap_t", 8, at(0, "val", U64));
        fake.process(1, 0, "init");
        fake.process(2, 0, "kthreadd");
        fake.process(5, 2, "kworker/0:1");
        fake.process(9, 1, "editor");
        for (int kernels : List.of(2, 5)) {
            guest.u32(fake.task(kernels) + FLAGS, KERNEL_THREAD).u64(fake.task(kernels) + MM, 0);
        }
        long disk = files.filesystem("ext4", 0xfe0_0001);
        long root = files.dentry("/", 0, files.inode(disk, 0x41ED, 2), disk);
        long name = files.dentry("program", root, files.inode(disk, 0x81ED, 99), disk);
        long file = files.file(files.mount(root, disk, 0, 0, 1), name, 1, 0, 0);
        for (int user : List.of(1, 9)) {
            long space = guest.allocate(192);
            guest.u64(fake.task(user) + MM, space)
                    .u64(space + 40, file) // exe_file
                    .u64(space + START_CODE, 0x40_0000);
        }
    }

    private ScanReport scan(Detector detector) {
        findings.clear();
        return Scan.of(List.of(detector), List.of(), List.of(), InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), false), findings::add);
    }

    private void started(int pid, long... pairs) {
        long space = guest.u64(fake.task(pid) + MM);
        for (int i = 0; i < pairs.length; i++) {
            guest.u64(space + AUXILIARY + 8L * i, pairs[i]);
        }
    }

    private void credentials(int pid, int uid, int euid, long permitted, long ambient) {
        long cred = guest.allocate(64);
        guest.u32(cred + 4, uid).u32(cred + 12, euid).u32(cred + 16, uid).u32(cred + 20, uid);
        guest.u64(cred + 24, permitted).u64(cred + 32, ambient);
        guest.u64(fake.task(pid) + REAL_CRED, cred);
    }

    @Test
    void eachHasCredentialsOfItsOwn() {
        assertThat(scan(new SharedCredentialsDetector()).isComplete()).isTrue();
        assertThat(findings).isEmpty();
        guest.u64(fake.task(5) + REAL_CRED, guest.u64(fake.task(2) + REAL_CRED));
        scan(new SharedCredentialsDetector());
        assertThat(findings).as("kernel threads among themselves").isEmpty();

        guest.u64(fake.task(9) + REAL_CRED, guest.u64(fake.task(5) + REAL_CRED));
        scan(new SharedCredentialsDetector());

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().title())
                .startsWith("process 9 (editor) shares its credentials with 2 other processes");
        assertThat(findings.getFirst().evidence()).hasSize(4);
    }

    @Test
    void credentialsOutsideMemoryAreAGapOfThatProcessAlone() {
        guest.u64(fake.task(9) + REAL_CRED, 0xffff_c900_0000_0000L);

        ScanReport report = scan(new SharedCredentialsDetector());

        // The list of tasks needs each one's user; what it cannot read ends it, and is said.
        assertThat(report.isComplete()).isFalse();
        assertThat(findings).isEmpty();
    }

    @Test
    void anOrdinaryUsersProgramThatIsRootNowIsFound() {
        credentials(9, 1000, 1000, 0, 0);
        started(9, 11, 1000, 12, 1000, 23, 0, 0, 0);
        assertThat(scan(new RaisedCredentialsDetector()).isComplete()).isTrue();
        assertThat(findings).isEmpty();

        credentials(9, 1000, 0, 0, 0);
        scan(new RaisedCredentialsDetector());
        assertThat(findings).extracting(Finding::confidence).containsExactly(Confidence.HIGH);
        started(9, 11, 1000, 12, 1000, 23, 1, 0, 0);
        scan(new RaisedCredentialsDetector());
        assertThat(findings)
                .as("a program with capabilities of its file may change its user")
                .extracting(Finding::confidence)
                .containsExactly(Confidence.LOW);
        started(9, 11, 1000, 12, 0, 23, 1, 0, 0);
        scan(new RaisedCredentialsDetector());
        assertThat(findings).as("a set-user-id program of root's").isEmpty();
    }

    @Test
    void notesWithoutAnEndAreReadAsFarAsTheyGo() {
        credentials(9, 0, 0, 0, 0);
        started(9, 11, 1000, 12, 1000, 7, 7, 7, 7, 7, 7, 7, 7);

        scan(new RaisedCredentialsDetector());

        assertThat(findings).hasSize(1);
    }

    @Test
    void theNameOfAKernelThreadIsNoUsersButNamesAlikeAre() {
        guest.text(fake.task(9) + COMM, "kworker/12:34");
        assertThat(scan(new MasqueradeDetector()).isComplete()).isTrue();
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().evidence().getFirst().describe()).contains("kworker/12:34");

        for (String harmless : List.of("kworkers", "kworker/a:1", "worker/0:1", "0", "")) {
            guest.text(fake.task(9) + COMM, harmless);
            scan(new MasqueradeDetector());
            assertThat(findings).as(harmless).isEmpty();
        }
    }

    @Test
    void aHelperThatTheKernelStartsIsLeftAloneUntilItsProgramRuns() {
        guest.text(fake.task(9) + COMM, "kworker/0:1");
        guest.u64(guest.u64(fake.task(9) + MM) + START_CODE, 0);

        scan(new MasqueradeDetector());

        assertThat(findings).isEmpty();
    }

    @Test
    void aProcessWithTheFlagOfAKernelThreadIsFound() {
        guest.u32(fake.task(9) + FLAGS, KERNEL_THREAD);
        scan(new MasqueradeDetector());
        assertThat(findings).hasSize(1);

        guest.u32(fake.task(9) + FLAGS, 0);
        guest.u64(fake.task(5) + MM, guest.allocate(192));
        scan(new MasqueradeDetector());
        assertThat(findings).as("kthreadd's child, at work in a process's memory").isEmpty();
    }

    @Test
    void aDebuggedThreadIsFoundAndAListOfThreadsInACircleIsSaid() {
        assertThat(scan(new TracedDetector()).isComplete()).isTrue();
        assertThat(findings).isEmpty();
        fake.thread(10, 9, "editor");
        guest.u32(fake.task(10) + PTRACE, 1).u64(fake.task(10) + PARENT, fake.task(1));
        ScanReport report = scan(new TracedDetector());
        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly("process 9 (editor) is debugged by process 1 (init)");
        assertThat(report.isComplete()).isTrue();

        long node = fake.task(10) + FakeLinux.THREAD_NODE;
        guest.u64(node, node);
        report = scan(new TracedDetector());

        assertThat(findings).isEmpty();
        assertThat(report.notCovered())
                .extracting(gap -> gap.what())
                .contains("process 9 (editor)");
    }

    @Test
    void textsAreFoundAsTheStringsProgramDoes() {
        byte[] bytes =
                "\0abc\0/hash.zk\1x\nvejeta\0end"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        assertThat(PrintableTexts.of(bytes))
                .containsExactly(
                        org.assertj.core.api.Assertions.entry(5, "/hash.zk"),
                        org.assertj.core.api.Assertions.entry(16, "vejeta"));
        assertThat(
                        PrintableTexts.of(
                                        "x"
                                                .repeat(5_000)
                                                .getBytes(
                                                        java.nio.charset.StandardCharsets.US_ASCII))
                                .values())
                .allMatch(text -> text.length() <= 1_024);
    }

    @Test
    void everyListOfKnownNamesIsThere() {
        for (KnownNames list : KnownNames.values()) {
            assertThat(list.has("no such name at all")).isFalse();
        }
        assertThat(KnownNames.SHELLS.has("bash")).isTrue();
        assertThat(KnownNames.COMPILERS.has("libpcre2-8.so.0")).isTrue();
        assertThat(KnownNames.DEBUGGERS.has("gdb")).isTrue();
        assertThat(KnownNames.PRELOADS.has("libstdbuf.so")).isTrue();
        assertThat(KnownNames.INTERPRETERS.has("python3.12")).isTrue();
        assertThat(KnownNames.LINK_LAYER.has("dhclient")).isTrue();
        assertThat(KnownNames.LOGINS.has("sshd")).isTrue();
    }
}
