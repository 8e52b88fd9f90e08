package dev.yagura.it;

import static dev.yagura.memory.paging.PagingMode.FIVE_LEVEL;
import static dev.yagura.testkit.kernels.DebianKernel.NEWEST;
import static dev.yagura.testkit.kernels.DebianKernel.V6_12;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.it.MatrixGuest.Seen;
import dev.yagura.it.attack.CoreAttacks;
import dev.yagura.it.dump.KernelInDump;
import dev.yagura.it.dump.ObjectsInDump;
import dev.yagura.it.dump.ProcInDump;
import dev.yagura.it.dump.ProcTruth;
import dev.yagura.it.hostile.HostileTrial;
import dev.yagura.it.modules.ModuleViews;
import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.attacker.Intrusion.HiddenTask;
import dev.yagura.testkit.attacker.Intrusion.RedirectedSystemCall;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestObservation;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.Parameter;

/**
 * Acceptance: for every kernel of the matrix, KASLR on, with 4-level and with 5-level paging, what
 * {@code show} prints equals the guest's own answer, from the running guest and from a {@code
 * dump-guest-memory} core; a clean guest gives no findings; both intrusions are found, and nothing
 * else. On one guest of each kernel every view equals what the guest prints in {@code /proc},
 * {@code /sys} and tracefs; and every detector of memory finds its attacks, and not what is beside
 * them.
 *
 * <p>Which guests, its two halves say: those of one class run one after another, and two of them
 * can run side by side.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class KernelMatrix {
    /** When those tests run that one guest of each kernel is enough for: after all others. */
    private static final int WHOLE = Order.DEFAULT + 1;

    private static final int GETEUID = 107;
    private static final String OTHER_HANDLER = "__x64_sys_getpid";

    /** Where the kernel is linked to: {@code __START_KERNEL} of {@code asm/page_types.h}. */
    private static final long LINKED_TEXT = 0xffffffff81000000L;

    @Parameter private MatrixGuest matrix = new MatrixGuest(NEWEST, FIVE_LEVEL);

    @Test
    void showsTheProcessesThatTheGuestLists() throws IOException {
        GuestObservation<Seen> observation = matrix.observation();
        Truth.assertProcesses(observation.seen().processes(), observation.processes());
    }

    @Test
    void showsTheModulesThatTheGuestLists() throws IOException {
        GuestObservation<Seen> observation = matrix.observation();
        Truth.assertModules(observation.seen().modules(), observation.modules());
    }

    @Test
    void showsTheKernelThatTheGuestRuns() throws IOException {
        Guest guest = matrix.guest();
        List<Row> rows = matrix.observation().seen().kernel().exits(0).rows();
        long textGva = guest.symbol("_text");

        assertThat(rows).hasSize(1);
        Row shown = rows.getFirst();
        assertThat(shown.text("release")).isEqualTo(guest.run("uname -r").strip());
        assertThat(shown.text("banner").strip()).isEqualTo(guest.run("cat /proc/version").strip());
        assertThat(shown.number("pagingLevels")).isEqualTo(matrix.paging().levels());
        assertThat(shown.address("textBase")).isEqualTo(textGva);
        assertThat(shown.address("kaslrOffset")).isEqualTo(textGva - LINKED_TEXT);
        assertThat(shown.address("dtb")).isPositive();
        assertThat(shown.number("symbols")).isGreaterThan(50_000);
        assertThat(shown.number("types")).isGreaterThan(10_000);
    }

    @Test
    void leavesAStoppedGuestStopped() throws IOException {
        assertThat(matrix.observation().seen().stillStopped()).isTrue();
    }

    @Test
    void readsTheSameFromACore() throws IOException {
        GuestObservation<Seen> observation = matrix.observation();
        String vm = "file:" + matrix.core();

        Truth.assertProcesses(
                Yagura.look("show", vm, "processes", "--json"), observation.processes());
        Truth.assertModules(
                Yagura.HERE.run("show", vm, "modules", "--json"), observation.modules());
    }

    @Test
    void findsWhatIsPlantedAndNothingElse() throws IOException {
        Guest guest = matrix.guest();
        String vm = Guests.vm(guest);
        Truth.assertClean(Yagura.look("scan", vm, "--json"));
        Attacker attacker = Attacker.of(guest);
        HiddenTask hidden = attacker.hideTask(Guests.victim(guest).pid());
        RedirectedSystemCall call = attacker.redirectSystemCall(GETEUID, OTHER_HANDLER);

        // Prints what geteuid answers, a process id now.
        assertThat(guest.run("id -u")).as("the attack takes effect").isNotEqualTo("0\n");
        Yagura.Result scan =
                matrix.isWhole()
                        ? Yagura.HERE.run("scan", vm, "--json")
                        : Yagura.look("scan", vm, "--json");
        attacker.undoAll();

        Findings.of(scan.exits(1)).areExactly(hidden, call);
        assertThat(guest.isRunning()).as("the guest runs on after a scan").isTrue();
    }

    @TestFactory
    @Order(WHOLE)
    Stream<DynamicTest> showsOneByOneWhatItsProcSays() {
        return matrix.isWhole()
                ? Stream.of(
                        dynamicTest("a process", this::assertProcess),
                        dynamicTest("the kernel's state", this::assertState),
                        dynamicTest("the network", this::assertNetwork))
                : Stream.empty();
    }

    private void assertProcess() throws IOException {
        ProcessTruth process = ProcessTruth.start(matrix.guest());
        process.assertMaps();
        process.assertFiles();
        process.assertMounts();
        process.assertStatus();
        new ProcTruth(matrix.guest(), process.pid()).assertFiles();
    }

    private void assertState() throws IOException {
        KernelTruth kernel = new KernelTruth(matrix.guest());
        kernel.assertState();
        kernel.assertLog();
        kernel.assertSections();
        kernel.assertOwners();
    }

    private void assertNetwork() throws IOException {
        NetworkTruth network = NetworkTruth.start(matrix.guest());
        network.assertSockets();
        network.assertInterfaces();
    }

    @TestFactory
    @Order(WHOLE)
    Stream<DynamicTest> readsInACoreWhatTheGuestAndOtherToolsSay() throws IOException {
        return matrix.isWhole()
                ? Stream.of(
                                KernelInDump.tests(matrix.guest(), matrix.core()),
                                new ObjectsInDump(matrix.core()).tests(),
                                ModuleViews.tests(matrix.core()),
                                new ProcInDump(matrix.observation().processes(), matrix.core())
                                        .tests())
                        .flatMap(tests -> tests)
                : Stream.empty();
    }

    @TestFactory
    @Order(WHOLE)
    Stream<DynamicTest> codeInACoreIsAsItsBaselineHasIt() {
        return matrix.isWhole()
                ? Stream.of(dynamicTest("a baseline", this::assertBaseline))
                : Stream.empty();
    }

    private void assertBaseline() throws IOException {
        String vm = "file:" + matrix.core();
        String baseline = matrix.guest().directory().resolve("baseline.jsonl").toString();
        String rule = "linux.code.changed-since-baseline";

        Yagura.look("baseline", vm, "--write", baseline).exits(0);
        Yagura.Result scan =
                Yagura.look("scan", vm, "--json", "--baseline", baseline, "--only", rule);

        Truth.assertClean(scan);
        Row looked = new Row(scan.rows().getFirst().field("looked"));
        assertThat(looked.size("bytes of code compared with the baseline")).isGreaterThan(12 << 20);
    }

    @TestFactory
    @Order(WHOLE)
    Stream<DynamicTest> findsEachAttackAndNotItsNeighbour() throws IOException {
        return matrix.isWhole() ? CoreAttacks.in(matrix.dumped()) : Stream.empty();
    }

    @TestFactory
    @Order(WHOLE)
    Stream<DynamicTest> hostileStructuresEndEveryDetectorAndAreTold() throws IOException {
        return matrix.isWhole() ? HostileTrial.in(matrix.dumped()) : Stream.empty();
    }

    @TestFactory
    @Order(WHOLE)
    Stream<DynamicTest> findsWhatIsWrongWithProcessesThatRun() {
        return matrix.isWhole()
                ? Stream.of(
                        dynamicTest(
                                "processes", () -> ProcessAttacks.in(matrix.guest()).areFound()))
                : Stream.empty();
    }

    @TestFactory
    @Order(WHOLE)
    Stream<DynamicTest> findsChangesOfCodeByTheKernelsFile() throws IOException {
        if (!matrix.isWhole()) {
            return Stream.empty();
        }
        CodeAttacks attacks = CodeAttacks.in(matrix.guest(), matrix.image());
        Stream<DynamicTest> tests =
                Stream.of(
                        dynamicTest(
                                "a kernel that is traced",
                                attacks::findNothingInAKernelThatIsTraced),
                        dynamicTest("changes", attacks::areFound));
        // Where the same files lie does not depend on the kernel: one has them on a disk.
        return matrix.kernel() == V6_12
                ? Stream.concat(
                        tests,
                        Stream.of(
                                dynamicTest(
                                        "files on the disk",
                                        () -> attacks.compareWithDisk(matrix.core()))))
                : tests;
    }

    /** The last one, since the guest is given much that no clean guest has. */
    @TestFactory
    @Order(WHOLE + 1)
    Stream<DynamicTest> showsInEachViewWhatTheGuestSays() throws IOException {
        return matrix.isWhole()
                ? new ViewTruth(new ViewedGuest(matrix.guest())).tests()
                : Stream.empty();
    }
}
