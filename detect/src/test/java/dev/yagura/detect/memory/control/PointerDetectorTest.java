package dev.yagura.detect.memory.control;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with a function on the keyboard's chain. */
class PointerDetectorTest {
    private static final long MODULE = 0xffff_ffff_c000_0000L;
    private static final long NOWHERE = 0xffff_ffff_d000_0000L;
    private static final long ORDINARY = TEXT + 0x100;
    private static final long OUT_OF_TREE = 1L << 12;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private final List<Finding> findings = new ArrayList<>();
    private long block;
    private long module;

    @BeforeEach
    void writesChain() {
        guest.types()
                .struct(
                        "notifier_block",
                        24,
                        at(0, "notifier_call", VOID_POINTER),
                        at(8, "next", VOID_POINTER),
                        at(16, "priority", S32))
                .struct("atomic_notifier_head", 16, at(8, "head", VOID_POINTER));
        long head = guest.allocate(16);
        block = guest.allocate(24);
        guest.u64(head + 8, block).symbol("keyboard_notifier_list", head, 'D');
        guest.bytes(ORDINARY, HexFormat.of().parseHex("0f1f440000554889e55dc3"));
        guest.bytes(ORDINARY + 64, (byte) 0xCC);
        module = code.module("speakup", MODULE);
    }

    private ScanReport scan(long function) {
        guest.u64(block, function);
        findings.clear();
        return Scan.of(
                        List.of(NotifierTargets.detector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), false), findings::add);
    }

    @Test
    void functionOfTheImageIsRight() {
        ScanReport report = scan(ORDINARY);
        assertThat(findings).isEmpty();
        assertThat(report.notCovered()).isEmpty();
        assertThat(report.looked()).containsEntry("notifiers", 1L);
    }

    @Test
    void codeOfNobodyIsFound() {
        scan(NOWHERE);
        assertThat(findings).hasSize(1);
        Finding finding = findings.getFirst();
        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.subject())
                .isEqualTo("keyboard_notifier_list, notifier_block at 0x%x".formatted(block));
        assertThat(finding.title()).endsWith("leads to no known code");
    }

    @Test
    void textOfAModuleOfTheKernelsOwnIsRightAndItsDataIsNot() {
        scan(MODULE + 16);
        assertThat(findings).isEmpty();
        scan(MODULE + 4096 + 16);
        assertThat(findings).extracting(Finding::confidence).containsExactly(Confidence.HIGH);
        assertThat(findings.getFirst().title()).contains("[speakup], not in its text");
    }

    @Test
    void moduleThatTaintsTheKernelIsLessSure() {
        code.taint(module, OUT_OF_TREE);
        scan(MODULE + 16);
        assertThat(findings).extracting(Finding::confidence).containsExactly(Confidence.MEDIUM);
        assertThat(findings.getFirst().title()).endsWith("taints O");
    }

    @Test
    void bpfProgramHasNoBusinessThere() {
        code.program("bpf_prog_evil", NOWHERE, 64);
        scan(NOWHERE);
        assertThat(findings.getFirst().title()).endsWith("BPF program bpf_prog_evil");
    }

    @Test
    void patchedFunctionOfTheImageIsFound() {
        guest.bytes(ORDINARY, HexFormat.of().parseHex("48b8000000d0ffffffff" + "ffe0"));
        scan(ORDINARY);
        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly("handler kernel_function begins with a way to no known owner");
    }

    @Test
    void chainThatGoesRoundEndsAndIsSaid() {
        guest.u64(block + 8, block);
        ScanReport report = scan(NOWHERE);
        assertThat(findings).hasSize(1);
        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .contains("keyboard_notifier_list");
    }
}
