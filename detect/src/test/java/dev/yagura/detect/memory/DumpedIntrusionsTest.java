package dev.yagura.detect.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.control.SystemCallAbi;
import dev.yagura.kernel.linux.control.SystemCallRoute;
import dev.yagura.kernel.linux.control.SystemCalls;
import dev.yagura.memory.Look;
import dev.yagura.memory.dump.Dump;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real guests, found clean, then with an intrusion written into a copy of their memory. */
@EnabledIfSystemProperty(
        named = "yagura.dumps",
        matches = ".+",
        disabledReason = "skipped: system property yagura.dumps names no directory of dumps")
class DumpedIntrusionsTest {
    private static final int KILL = 62;

    /** A guest whose memory the test may change. */
    private record Guest(PatchedMemory memory, Kernel kernel, Linux linux) {
        static Guest open(Path folder) throws IOException {
            Dump dump = Dump.open(folder.resolve("core.elf"));
            PatchedMemory memory = new PatchedMemory(dump);
            Kernel kernel =
                    LinuxKernel.open(new Look(memory), dump.registers(), KernelSources.NONE);
            return new Guest(memory, kernel, Linux.of(kernel));
        }

        long gpa(long gva) throws IOException {
            return kernel.memory().gpaOf(gva);
        }

        void putU64(long gva, long value) throws IOException {
            memory.putU64(gpa(gva), value);
        }

        long symbol(String name) {
            return kernel.symbols().address(name).orElseThrow();
        }

        Task task(String comm) throws IOException {
            return linux.tasks().processes().stream()
                    .filter(task -> task.comm().equals(comm))
                    .findFirst()
                    .orElseThrow();
        }

        /** Does what {@code list_del_init} does. */
        void unlink(long node) throws IOException {
            long next = kernel.memory().u64(node);
            long previous = kernel.memory().u64(node + 8);
            putU64(previous, next);
            putU64(next + 8, previous);
            putU64(node, node);
            putU64(node + 8, node);
        }

        List<Finding> scan() throws IOException {
            List<Finding> findings = new ArrayList<>();
            ScanReport report =
                    Scan.of(MemoryDetectors.all(), List.of(), List.of(), InstantSource.system())
                            .run(Linux.of(kernel.again()), false, findings::add);
            assertThat(report.notCovered()).isEmpty();
            assertThat(report.looked())
                    .hasEntrySatisfying("handlers", n -> assertThat(n).isGreaterThan(700))
                    .hasEntrySatisfying("tasks in task list", n -> assertThat(n).isGreaterThan(50));
            // Guests with something of everything have an interface that was told to take all.
            findings.removeIf(finding -> finding.subject().startsWith("interface dummy1 "));
            return findings;
        }
    }

    static Stream<Path> folders() throws IOException {
        return DumpedGuests.folders().stream();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void cleanGuestGivesNoFinding(Path folder) throws IOException {
        assertThat(Guest.open(folder).scan()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void processTakenOutOfTheTaskListIsFound(Path folder) throws IOException {
        Guest guest = Guest.open(folder);
        Task victim = guest.task("busybox-victim");
        guest.unlink(victim.gva() + guest.linux().views().offsetOf("task_struct", "tasks"));

        List<Finding> findings = guest.scan();

        assertThat(findings).hasSize(1);
        Finding finding = findings.getFirst();
        assertThat(finding.rule()).isEqualTo("linux.process.hidden");
        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.title())
                .isEqualTo(
                        "process %d (busybox-victim) is missing from task list"
                                .formatted(victim.pid()));
        assertThat(finding.evidence().getFirst().describe())
                .contains("/bin/busybox-victim")
                .contains("0x" + Long.toHexString(victim.gva()))
                .endsWith("is in pid numbers, thread group, family tree and not in task list");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void processTakenOutOfThePidNumbersIsFound(Path folder) throws IOException {
        Guest guest = Guest.open(folder);
        Task victim = guest.task("busybox-victim");
        long pid =
                guest.linux().pids().walk().complete().stream()
                        .filter(entry -> entry.taskGva() == victim.gva())
                        .findFirst()
                        .orElseThrow()
                        .pidGva();
        guest.putU64(pid + guest.linux().views().offsetOf("pid", "tasks[0].first"), 0);

        assertThat(guest.scan())
                .extracting(Finding::title)
                .containsExactly(
                        "process %d (busybox-victim) is missing from pid numbers"
                                .formatted(victim.pid()));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void overwrittenTableSlotIsFound(Path folder) throws IOException {
        Guest guest = Guest.open(folder);
        long slot = guest.symbol("sys_call_table") + 8 * KILL;
        guest.putU64(slot, guest.symbol("__x64_sys_getpid"));

        List<Finding> findings = guest.scan();

        assertThat(findings).extracting(Finding::rule).containsExactly("linux.syscall.redirected");
        assertThat(findings.getFirst().title())
                .startsWith("system call 62 (kill) leads to ")
                .endsWith("getpid, not to __x64_sys_kill");
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("sys_call_table[62]")
                .contains("0x" + Long.toHexString(slot));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void divertedDispatcherIsFound(Path folder) throws IOException {
        Guest guest = Guest.open(folder);
        Optional<SystemCallRoute> leaf =
                SystemCalls.read(guest.kernel()).routes().stream()
                        .filter(SystemCallRoute::dispatched)
                        .filter(r -> r.abi() == SystemCallAbi.X64 && r.number() == KILL)
                        .findFirst();
        assumeTrue(leaf.isPresent(), "skipped: this kernel dispatches by its table");
        long from = leaf.orElseThrow().from();
        long target = guest.symbol("init_task"); // data, so that nobody takes it for a handler
        guest.memory().putU32(guest.gpa(from + 1), (int) (target - from - 5));

        List<Finding> findings = guest.scan();

        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly("system call 62 (kill) leads to init_task, not to __x64_sys_kill");
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("x64_sys_call for 62");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void patchedHandlerIsFound(Path folder) throws IOException {
        Guest guest = Guest.open(folder);
        long handler = guest.symbol("__x64_sys_kill");
        long target = 0xffff_ffff_c0ff_ee00L;
        byte[] jump = {(byte) 0xE9, 0, 0, 0, 0};
        guest.memory().put(guest.gpa(handler), jump);
        guest.memory().putU32(guest.gpa(handler + 1), (int) (target - handler - 5));

        List<Finding> findings = guest.scan();

        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly("handler __x64_sys_kill begins with a way to no known owner");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void divertedEntryIsFound(Path folder) throws IOException {
        Guest guest = Guest.open(folder);
        KernelFunction entry =
                KernelFunction.entry(
                        guest.kernel(), "entry_SYSCALL_64", guest.symbol("entry_SYSCALL_64"), 512);
        long wanted = guest.symbol("do_syscall_64");
        int at = 0;
        while (entry.u8(at) != 0xE8 || entry.relative32(at + 1) != wanted) {
            at++;
        }
        guest.memory().putU32(guest.gpa(entry.gva() + at + 1), 0x1000);

        assertThat(guest.scan())
                .extracting(Finding::title)
                .containsExactly("entry_SYSCALL_64 does not lead to do_syscall_64");
    }
}
