package dev.yagura.detect.memory.code;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.Severity;
import dev.yagura.detect.baseline.Baseline;
import dev.yagura.detect.baseline.BaselineHeader;
import dev.yagura.detect.baseline.BaselineWriter;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.detect.lists.PathList;
import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakePlaces;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.code.recorded.CodeRecorder;
import dev.yagura.kernel.linux.code.recorded.RecordedCodeFormat;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A baseline of a kernel's code, written and read again, and the kernel as it is later. */
class CodeBaselineDetectorTest {
    private static final long CPU = TEXT + 0x1e00;
    private static final long BANNER = TEXT + 0x1f00;
    private static final long DATA = TEXT + 0x1800;
    private static final long MODULE = 0xffff_ffff_c000_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Baseline baseline;

    @BeforeEach
    void writesBaseline() throws IOException {
        new FakePlaces(fake);
        guest.bytes(TEXT, new byte[0x2000]);
        guest.types().struct("cpuinfo_x86", 8, at(0, "x86_capability", array(U32, 2)));
        guest.symbol("boot_cpu_data", CPU, 'D')
                .symbol("linux_banner", BANNER, 'R')
                .symbol("__start_rodata", DATA, 'R')
                .symbol("__end_rodata", DATA + 0x400, 'R')
                .symbol("__start_ro_after_init", DATA + 0x100, 'R')
                .symbol("__end_ro_after_init", DATA + 0x200, 'R');
        guest.text(BANNER, "Linux version 6.1.0").u64(CPU, 0x1234);
        StringBuilder text = new StringBuilder();
        BaselineWriter.write(
                new BaselineHeader("web", Instant.parse("2026-11-29T12:00:00Z"), "a test"),
                Optional.of(
                        RecordedCodeFormat.write(CodeRecorder.record(Linux.of(guest.kernel())))),
                List.of(),
                text);
        baseline = Baseline.read(new ListFile("b", text.toString()));
    }

    private ScanReport scan() throws IOException {
        findings.clear();
        return Scan.of(
                        BuiltInDetectors.baseline(
                                Optional.ofNullable(baseline), PathList.read(List.of())),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), false), findings::add);
    }

    @Test
    void codeAsItWasRecordedHasNoFinding() throws IOException {
        ScanReport report = scan();
        assertThat(findings).isEmpty();
        assertThat(report.notCovered()).isEmpty();
        assertThat(report.looked())
                .containsEntry("bytes of code compared with the baseline", 0x1300L);
    }

    @Test
    void changeIsTheOneThingFoundWithWhatWasThere() throws IOException {
        guest.bytes(TEXT + 0x120, (byte) 0xE9, (byte) 1);
        scan();
        assertThat(findings)
                .extracting(Finding::rule, Finding::severity, Finding::title)
                .containsExactly(
                        tuple(
                                "linux.code.changed-since-baseline",
                                Severity.CRITICAL,
                                "2 bytes of .text of the kernel at kernel_function+0x20 are not"
                                        + " as baseline b of 2026-11-29T12:00:00Z has them"));
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("00 00, as baseline b of 2026-11-29T12:00:00Z has it");
    }

    @Test
    void moduleThatCameLaterIsAWarning() throws IOException {
        code.module("veth", MODULE);
        scan();
        assertThat(findings)
                .extracting(Finding::subject, Finding::severity, Finding::confidence)
                .containsExactly(tuple("module veth", Severity.WARNING, Confidence.LOW));
    }

    @Test
    void anotherCpuIsNotCovered() throws IOException {
        guest.u64(CPU, 1);
        ScanReport report = scan();
        assertThat(findings).isEmpty();
        assertThat(report.notCovered())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("CPU of other features"));
    }
}
