package dev.yagura.detect.memory.code;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakePlaces;
import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with a function that can be traced, a jump label in it, and static calls. */
class AuditDetectorsTest {
    private static final long FUNCTION = TEXT + 0x400;
    private static final long LABEL = FUNCTION + 0x10;
    private static final long CALL = FUNCTION + 0x20;
    private static final long OTHER = TEXT + 0x800;
    private static final long KEY = TEXT + 0x1100;
    private static final long CHOICE = TEXT + 0x1200;
    private static final long NOWHERE = 0xffff_ffff_8200_0000L;
    private static final int NEAR_CALL = 0xE8;
    private static final int NEAR_JUMP = 0xE9;
    private static final int MANY = 128;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private final FakePlaces places = new FakePlaces(fake);
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void writesKernel() {
        guest.bytes(TEXT, new byte[0x1000]);
        guest.symbol("vfs_unlink", FUNCTION, 'T')
                .symbol("vfs_rmdir", OTHER, 'T')
                .symbol("switched", KEY, 'd')
                .symbol("__SCK__choice", CHOICE, 'd');
        places.code(FUNCTION, "0f 1f 44 00 00 55").traced(FUNCTION, 0);
        places.code(LABEL, "0f 1f 44 00 00").label(LABEL, LABEL + 0x40, KEY);
        guest.u64(KEY, 0).u64(CHOICE, OTHER);
        places.branch(CALL, NEAR_CALL, OTHER).call(CALL, CHOICE);
    }

    private ScanReport scan() {
        findings.clear();
        SharedAudit shared = new SharedAudit();
        return Scan.of(
                        List.of(
                                new InlineHookDetector(shared),
                                new StaticCallDetector(shared),
                                new JumpLabelDetector(shared)),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), false), findings::add);
    }

    private Finding only(String rule) {
        assertThat(findings).extracting(Finding::rule).containsExactly(rule);
        Finding finding = findings.getFirst();
        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        return finding;
    }

    private static Evidence.Pointer way(Finding finding) {
        return (Evidence.Pointer) finding.evidence().getFirst();
    }

    @Test
    void kernelAsItsTablesSayHasNoFinding() {
        ScanReport report = scan();
        assertThat(findings).isEmpty();
        assertThat(report.notCovered()).isEmpty();
        assertThat(report.looked()).containsEntry("jump labels", 1L);
        assertThat(report.looked()).containsEntry("static calls", 1L);
        assertThat(report.looked().get("functions in memory")).isGreaterThan(2);
    }

    @Test
    void hookIsNamedWithItsTarget() {
        places.branch(FUNCTION, NEAR_JUMP, NOWHERE);
        scan();
        Finding finding = only("linux.code.inline-hook");
        assertThat(finding.subject()).isEqualTo("ftrace site at vfs_unlink");
        assertThat(way(finding).slotGva()).isEqualTo(FUNCTION);
        assertThat(way(finding).targetGva()).isEqualTo(NOWHERE);
        assertThat(way(finding).target()).isEqualTo("0xffffffff82000000, no known owner");
        assertThat(finding.evidence().getLast()).isInstanceOf(Evidence.Bytes.class);
    }

    @Test
    void switchedBranchIsNamedWithItsKey() {
        places.branch(LABEL, NEAR_JUMP, LABEL + 0x40);
        scan();
        Finding finding = only("linux.jump-label.changed");
        assertThat(finding.title())
                .isEqualTo(
                        "jump label at vfs_unlink+0x10 leads to vfs_unlink+0x50, expected a NOP, as"
                                + " switched says");
    }

    @Test
    void redirectedCallIsNamedWithWhatItsKeySays() {
        places.branch(CALL, NEAR_CALL, NOWHERE);
        scan();
        Finding finding = only("linux.static-call.redirected");
        assertThat(finding.title())
                .startsWith("static call at vfs_unlink+0x20 leads to 0xffffffff82000000")
                .endsWith("expected a call to vfs_rmdir, as __SCK__choice says");
    }

    @Test
    void manyHooksAreCounted() {
        for (int i = 0; i < MANY; i++) {
            long function = TEXT + 0x900 + 8L * i;
            guest.symbol("function_%d".formatted(i), function, 't');
            places.branch(function, NEAR_JUMP, NOWHERE);
        }
        ScanReport report = scan();
        assertThat(findings).hasSize(100);
        assertThat(report.notCovered())
                .extracting(NotCovered::why)
                .contains("%d are not as they should be, 100 are told".formatted(MANY));
    }

    @Test
    void programsOfBpfAreKnownCodeThatNoFunctionBeginsWithAWayTo() {
        code.program("bpf_prog_evil", NOWHERE, 64);
        places.branch(FUNCTION + 5, NEAR_JUMP, NOWHERE);
        scan();
        assertThat(only("linux.code.inline-hook").subject())
                .isEqualTo("function entry at vfs_unlink+0x5");
    }
}
