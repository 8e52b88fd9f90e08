package dev.yagura.detect.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.control.SystemCallAbi;
import dev.yagura.kernel.linux.control.SystemCallRoute;
import dev.yagura.kernel.linux.control.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
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

    static Stream<Path> folders() throws IOException {
        return DumpedGuests.folders().stream();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void cleanGuestGivesNoFinding(Path folder) throws IOException {
        assertThat(IntrudedGuest.open(folder).scan()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void processTakenOutOfTheTaskListIsFound(Path folder) throws IOException {
        IntrudedGuest guest = IntrudedGuest.open(folder);
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
        IntrudedGuest guest = IntrudedGuest.open(folder);
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
        IntrudedGuest guest = IntrudedGuest.open(folder);
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
        IntrudedGuest guest = IntrudedGuest.open(folder);
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
        IntrudedGuest guest = IntrudedGuest.open(folder);
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
        IntrudedGuest guest = IntrudedGuest.open(folder);
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
