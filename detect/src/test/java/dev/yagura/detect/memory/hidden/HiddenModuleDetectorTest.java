package dev.yagura.detect.memory.hidden;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with two modules, of which one hides. All its pages are executable. */
class HiddenModuleDetectorTest {
    private static final long FIRST = 0xffff_ffff_c000_0000L;
    private static final int COMING = 1;
    private static final int GOING = 2;
    private static final long SECOND = 0xffff_ffff_c010_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private final List<Finding> findings = new ArrayList<>();
    private long hidden;

    @BeforeEach
    void loadsModules() {
        code.module("tun", FIRST);
        hidden = code.module("reptile", SECOND);
    }

    private ScanReport scan() {
        findings.clear();
        return Scan.of(
                        List.of(new HiddenModuleDetector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), false), findings::add);
    }

    private List<String> titles() {
        scan();
        return findings.stream()
                .map(Finding::title)
                .filter(title -> title.startsWith("module"))
                .toList();
    }

    @Test
    void moduleThatAllPlacesShowIsNoneOfItsBusiness() {
        assertThat(titles()).isEmpty();
        assertThat(scan().looked()).containsEntry("modules in module list", 2L);
    }

    @Test
    void moduleMissingFromTheListIsFound() {
        code.unlist(hidden);
        assertThat(titles()).containsExactly("module reptile is missing from module list");
        assertThat(findings.getFirst().subject())
                .isEqualTo("module reptile at 0x%x".formatted(hidden));
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("is in /sys/module, module tree");
    }

    @Test
    void moduleMissingFromSysfsIsFound() {
        code.unshow(hidden);
        assertThat(titles()).containsExactly("module reptile is missing from /sys/module");
    }

    @Test
    void textOfAModuleThatIsNowhereIsFound() {
        vanish();
        assertThat(titles()).isEmpty();
        assertThat(findings)
                .filteredOn(finding -> finding.subject().contains("0x%x".formatted(SECOND)))
                .hasSize(1)
                .first()
                .satisfies(finding -> {
                    assertThat(finding.title()).contains("of kernel code").contains("nobody");
                    assertThat(finding.evidence().get(1).describe()).contains("load_module+0x10");
                });
    }

    @Test
    void moduleThatIsBeingLoadedIsToldAndNotFound() {
        guest.u32(hidden, COMING);
        code.unshow(hidden);

        assertThat(titles()).isEmpty();
        assertThat(scan().notCovered())
                .filteredOn(gap -> gap.what().equals("module reptile at 0x%x".formatted(hidden)))
                .extracting(NotCovered::why)
                .containsExactly(
                        "is being loaded or removed, and is not yet, or no longer, in /sys/module;"
                                + " one that the next scan names as well is hidden");
    }

    @Test
    void codeOfNobodyIsToldAndNotFoundWhileAModuleIsBeingRemoved() {
        vanish();
        guest.u32(code.module("dummy", FIRST + 0x8_0000), GOING);

        assertThat(orphansAmong(scan())).isEqualTo(1);
        assertThat(findings).noneMatch(finding -> finding.title().contains("nobody"));
    }

    @Test
    void codeOfNobodyIsToldAndNotFoundWhileStartCodeIsFreed() {
        vanish();
        long list = guest.allocate(8);
        guest.symbol("init_free_list", list, 'b');

        guest.u64(list, 0);
        assertThat(orphansAmong(scan())).isZero();
        assertThat(findings).anyMatch(finding -> finding.title().contains("nobody"));

        guest.u64(list, list);
        assertThat(orphansAmong(scan())).isEqualTo(1);
        assertThat(findings).noneMatch(finding -> finding.title().contains("nobody"));
    }

    private void vanish() {
        code.unlist(hidden);
        code.unshow(hidden);
        code.fellTree();
        code.forget(hidden);
    }

    private static long orphansAmong(ScanReport report) {
        return report.notCovered().stream()
                .filter(gap -> gap.what().equals("executable memory at 0x%x".formatted(SECOND)))
                .count();
    }

    @Test
    void listThatGoesRoundIsSaidAndHidesNobody() {
        guest.u64(hidden + 8, hidden + 8);
        ScanReport report = scan();
        assertThat(report.notCovered())
                .extracting(NotCovered::why)
                .anyMatch(why -> why.contains("list at"));
        assertThat(findings).extracting(Finding::title).noneMatch(t -> t.startsWith("module"));
    }

    @Test
    void setThatGoesRoundSaysNothingAboutWhatIsMissingFromIt() {
        guest.u64(hidden + 192, hidden + 192);
        assertThat(titles()).isEmpty();
        assertThat(scan().notCovered()).isNotEmpty();
    }
}
