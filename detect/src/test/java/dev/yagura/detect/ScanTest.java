package dev.yagura.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScanTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
    private static final Evidence EVIDENCE =
            new Evidence.CrossView("task 7 (x)", 0x1000, List.of("pid IDR"), List.of("task list"));

    private final List<Finding> findings = new ArrayList<>();
    private int looks;

    @Test
    void aFindingCarriesWhatTheDetectorIs() {
        ScanReport report = run(finding("a.one"));

        assertThat(report.findings()).isEqualTo(1);
        assertThat(report.isComplete()).isTrue();
        assertThat(findings)
                .containsExactly(
                        new Finding(
                                "a.one",
                                Severity.CRITICAL,
                                Confidence.HIGH,
                                "task 7",
                                "found",
                                List.of("T1014"),
                                "next",
                                CLOCK.instant(),
                                List.of(EVIDENCE)));
    }

    @Test
    void aDetectorThatFailsLeavesTheOthersTheirTurnAndMakesTheScanIncomplete() {
        ScanReport report =
                run(
                        detector(
                                "a.broken",
                                context -> {
                                    context.report(
                                            Confidence.HIGH, "task 7", "early", List.of(EVIDENCE));
                                    throw new IOException("page gone");
                                }),
                        finding("a.two"));

        assertThat(findings).extracting(Finding::rule).containsExactly("a.broken", "a.two");
        assertThat(report.isComplete()).isFalse();
        assertThat(report.notCovered())
                .containsExactly(
                        new NotCovered(
                                "a.broken", "what this detector had not yet judged", "page gone"));
    }

    @Test
    void aDetectorThatLookedAtNothingIsNotClean() {
        ScanReport report = run(detector("a.idle", context -> {}));

        assertThat(report.isComplete()).isFalse();
        assertThat(report.notCovered())
                .extracting(NotCovered::why)
                .containsExactly("the detector looked at nothing");
    }

    @Test
    void countsOfWhatWasLookedAtAddUp() {
        ScanReport report =
                run(
                        detector("a.one", context -> context.lookedAt("tasks", 3)),
                        detector("a.two", context -> context.lookedAt("tasks", 4)));

        assertThat(report.looked()).containsEntry("tasks", 7L);
        assertThat(report.ran()).containsExactly("a.one", "a.two");
    }

    @Test
    void whatIsSkippedIsSaid() {
        List<Detector> all = List.of(finding("a.one"), finding("a.two"));

        ScanReport report =
                Scan.of(all, List.of(), List.of("a.one"), CLOCK)
                        .run(GuestView.of(linux(), false), findings::add);

        assertThat(report.ran()).containsExactly("a.two");
        assertThat(report.skipped()).containsExactly("a.one");
    }

    @Test
    void aMistypedIdDoesNotQuietlyRunNothing() {
        List<Detector> all = List.of(finding("a.one"));

        assertThatThrownBy(() -> Scan.of(all, List.of("a.oen"), List.of(), CLOCK))
                .hasMessage("detector \"a.oen\" is unknown, expected one of [a.one]");
        assertThatThrownBy(() -> Scan.of(all, List.of(), List.of("b"), CLOCK))
                .hasMessageContaining("\"b\" is unknown");
        assertThatThrownBy(() -> Scan.of(all, List.of(), List.of("a.one"), CLOCK))
                .hasMessageContaining("no detector is left to run");
    }

    @Test
    void whatOthersFoundIsJudgedWhenAllHaveRun() {
        ScanReport report =
                Scan.of(
                                List.of(counting("a.count"), finding("a.one"), finding("b.two")),
                                List.of(),
                                List.of(),
                                CLOCK)
                        .run(GuestView.of(linux(), false), findings::add);

        assertThat(findings)
                .extracting(Finding::rule, Finding::title)
                .containsExactly(
                        tuple("a.one", "found"),
                        tuple("b.two", "found"),
                        tuple("a.count", "1 others"));
        assertThat(report.ran()).containsExactly("a.one", "b.two", "a.count");
        assertThat(report.findings()).isEqualTo(3);
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void partsOfAScanAreJudgedTogetherAfterwards() {
        Scan scan =
                Scan.of(
                        List.of(counting("a.count"), finding("a.one")),
                        List.of(),
                        List.of(),
                        CLOCK);
        List<Finding> kept = new ArrayList<>();

        ScanReport memory =
                scan.ofMemory().orElseThrow().run(GuestView.of(linux(), false), kept::add);
        ScanReport together = scan.together(kept, findings::add);

        assertThat(memory.ran()).containsExactly("a.one");
        assertThat(together.ran()).containsExactly("a.count");
        assertThat(findings).extracting(Finding::title).containsExactly("1 others");
    }

    @Test
    void aJudgeOfFindingsAloneHasNothingToJudge() {
        List<AnyDetector> all = List.of(counting("a.count"), finding("a.one"));

        assertThatThrownBy(() -> Scan.of(all, List.of("a.count"), List.of(), CLOCK))
                .hasMessage(
                        "detector a.count judges what others find, expected another one beside it");
    }

    /** Counts the findings of rules that begin with "a". */
    private static FindingDetector counting(String id) {
        return new FindingDetector() {
            @Override
            public DetectorInfo info() {
                return new DetectorInfo(
                        id, "title", Severity.WARNING, List.of(), "description", "next");
            }

            @Override
            public boolean goesBy(Finding finding) {
                return finding.rule().startsWith("a.");
            }

            @Override
            public void run(FindingContext context) {
                context.lookedAt("findings", context.others().size());
                context.report(
                        Confidence.LOW,
                        "all",
                        context.others().size() + " others",
                        List.of(EVIDENCE));
            }
        };
    }

    @Test
    void evidenceSaysWhatToCheckByHand() {
        Evidence pointer =
                new Evidence.Pointer(
                        "sys_call_table[62]",
                        0xffffffff81e00210L,
                        0xffffffffc0123000L,
                        "no known owner",
                        "__x64_sys_kill");

        assertThat(pointer.describe())
                .isEqualTo(
                        "sys_call_table[62] at 0xffffffff81e00210 leads to 0xffffffffc0123000"
                                + " (no known owner), expected __x64_sys_kill");
        assertThat(pointer.fields()).containsEntry("targetAddress", "0xffffffffc0123000");
        assertThat(EVIDENCE.describe())
                .isEqualTo("task 7 (x) at 0x1000 is in pid IDR and not in task list");
        assertThatThrownBy(() -> new Evidence.CrossView("x", 1, List.of("a"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFindingWithoutEvidenceCannotBeMade() {
        assertThatThrownBy(() ->
                        new Finding(
                                "a.b",
                                Severity.INFO,
                                Confidence.LOW,
                                "s",
                                "t",
                                List.of(),
                                "n",
                                CLOCK.instant(),
                                List.of()))
                .hasMessage("a.b: a finding needs evidence");
    }

    @Test
    void aRunningGuestIsLookedAtUntilTwoLooksShowTheSame() {
        // What each look shows; the first is a thing under way, the second one that stays.
        ScanReport report = live(Map.of(0, "a", 1, "b", 2, "b", 3, "c"));

        assertThat(findings).extracting(Finding::subject).containsExactly("b");
        assertThat(report.findings()).isEqualTo(1);
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void aRunningGuestThatShowsSomethingElseEachTimeHasNoFindingInTheEnd() {
        live(Map.of(0, "a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "e"));

        assertThat(findings).isEmpty();
        assertThat(looks).isEqualTo(5);
    }

    @Test
    void aGapOfOneLookThatTheNextDoesNotHaveIsNone() {
        ScanReport report =
                live(context -> {
                    if (looks++ == 0) {
                        context.notCovered("task list", "was torn");
                    }
                    context.lookedAt("tasks", 1);
                });

        assertThat(report.isComplete()).isTrue();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void aGapThatStaysIsReportedAndNotLookedAtForEver() {
        ScanReport report =
                live(context -> {
                    looks++;
                    context.notCovered("task list", "is cut");
                });

        assertThat(report.notCovered()).hasSize(1);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void whatEachOfTwoLooksCoversIsCovered() {
        ScanReport report =
                live(context -> {
                    context.lookedAt("tasks", 1);
                    context.notCovered("task " + looks++, "is just being made");
                });

        assertThat(report.isComplete()).isTrue();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void aGapByWhichTwoLooksDifferIsReported() {
        ScanReport report =
                live(context -> {
                    context.report(Confidence.HIGH, "task 7", "found", List.of(EVIDENCE));
                    if (looks++ % 2 == 0) {
                        context.notCovered("task list", "was torn");
                    } else {
                        context.report(Confidence.HIGH, "task 8", "found", List.of(EVIDENCE));
                    }
                });

        assertThat(findings).extracting(Finding::subject).containsExactly("task 7");
        assertThat(report.notCovered()).extracting(NotCovered::what).containsExactly("task list");
    }

    @Test
    void aLookThatBrokeRefutesNothing() {
        ScanReport report =
                live(context -> {
                    if (looks++ > 0) {
                        throw new IOException("agent gone");
                    }
                    context.report(Confidence.HIGH, "task 7", "found", List.of(EVIDENCE));
                });

        assertThat(report.isComplete()).isFalse();
        assertThat(findings)
                .extracting(Finding::subject, Finding::confidence)
                .containsExactly(tuple("task 7", Confidence.LOW));
    }

    private ScanReport live(Map<Integer, String> subjects) {
        return live(context -> {
            context.lookedAt("tasks", 1);
            String subject = subjects.get(looks++);
            if (subject != null) {
                context.report(Confidence.HIGH, subject, "found", List.of(EVIDENCE));
            }
        });
    }

    private ScanReport live(Body body) {
        return Scan.of(List.of(detector("a.live", body)), List.of(), List.of(), CLOCK)
                .run(GuestView.of(linux(), true), findings::add);
    }

    private ScanReport run(Detector... detectors) {
        return Scan.of(List.of(detectors), List.of(), List.of(), CLOCK)
                .run(GuestView.of(linux(), false), findings::add);
    }

    private static Detector finding(String id) {
        return detector(
                id,
                context -> {
                    context.lookedAt("tasks", 1);
                    context.report(Confidence.HIGH, "task 7", "found", List.of(EVIDENCE));
                });
    }

    /** What a fake detector does. */
    private interface Body {
        void run(DetectorContext context) throws IOException;
    }

    private static Detector detector(String id, Body body) {
        return new Detector() {
            @Override
            public DetectorInfo info() {
                return new DetectorInfo(
                        id, "title", Severity.CRITICAL, List.of("T1014"), "description", "next");
            }

            @Override
            public void run(DetectorContext context) throws IOException {
                body.run(context);
            }
        };
    }

    /** A guest that nobody may look at. */
    private static Linux linux() {
        return Linux.of(
                new Kernel() {
                    private final TypeCatalog types = new NoTypes();

                    @Override
                    public AddressSpace memory() {
                        return new AddressSpace(
                                new SegmentMemory(List.of(), false), 0, PagingMode.FOUR_LEVEL);
                    }

                    @Override
                    public SymbolTable symbols() {
                        throw new AssertionError("nothing is read here");
                    }

                    @Override
                    public TypeCatalog types() {
                        return types;
                    }

                    @Override
                    public String release() {
                        return "none";
                    }

                    @Override
                    public Kernel again() {
                        return this;
                    }
                });
    }

    private static final class NoTypes implements TypeCatalog {
        @Override
        public String source() {
            return "none";
        }

        @Override
        public int count() {
            return 0;
        }

        @Override
        public Optional<StructType> struct(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, Long>> enumeration(String tag) {
            return Optional.empty();
        }
    }
}
