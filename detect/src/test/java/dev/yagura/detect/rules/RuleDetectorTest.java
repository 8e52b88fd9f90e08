package dev.yagura.detect.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleDetectorTest {
    private static final String RULES =
            "rules:\n"
                    + Rules.rule("proc.name = nc", "test.one")
                    + Rules.rule("ppid = 1", "test.two");

    private final FakeLinux fake = new FakeLinux();
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void someProcesses() {
        fake.process(1, 0, "init");
        fake.process(10, 1, "nc");
    }

    private ScanReport scan(Linux linux, String rules) throws IOException {
        List<Rule> read = RuleFile.all(List.of(RuleFile.read("f", rules)), List.of());
        return Scan.of(RuleDetectors.of(read), List.of(), List.of(), InstantSource.system())
                .run(GuestView.of(linux, false), findings::add);
    }

    @Test
    void aRowThatARuleMeansIsAFindingWithTheColumnsAskedFor() throws IOException {
        ScanReport report = scan(Linux.of(fake.guest().kernel()), RULES);

        assertThat(report.isComplete()).isTrue();
        assertThat(findings)
                .extracting(Finding::rule, Finding::subject)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("test.one", "process 10 (nc)"),
                        org.assertj.core.groups.Tuple.tuple("test.two", "process 10 (nc)"));
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .isEqualTo("a row of processes has comm nc, which is: proc.name = nc");
    }

    @Test
    void aViewIsReadOnceForAllRulesOverIt() throws IOException {
        Linux linux = Linux.of(fake.guest().kernel());
        scan(linux, "rules:\n" + Rules.rule("proc.name = nc", "test.one"));
        Linux fresh = Linux.of(fake.guest().kernel());
        int before = fake.guest().reads();
        scan(fresh, "rules:\n" + Rules.rule("proc.name = nc", "test.one"));
        int once = fake.guest().reads() - before;
        Linux another = Linux.of(fake.guest().kernel());
        before = fake.guest().reads();
        scan(another, RULES);

        assertThat(fake.guest().reads() - before).isEqualTo(once).isPositive();
    }

    @Test
    void aNewLookIsReadAnew() throws IOException {
        Linux linux = Linux.of(fake.guest().kernel());
        scan(linux, RULES);
        findings.clear();
        fake.guest().text(fake.task(10) + 0x250, "harmless");

        scan(linux.again(), RULES);

        assertThat(findings).extracting(Finding::rule).containsExactly("test.two");
    }

    @Test
    void whatTheViewCouldNotShowIsNotCovered() throws IOException {
        long mm = fake.guest().u64(fake.task(10) + FakeLinux.MM);
        fake.guest().u64(mm + 24, 0x1000).u64(mm + 32, Long.MAX_VALUE); // env_start, env_end

        ScanReport report = scan(Linux.of(fake.guest().kernel()), RULES);

        assertThat(report.notCovered()).isNotEmpty();
        assertThat(report.notCovered().getFirst().what()).contains("of view processes");
    }

    @Test
    void aRuleThatIsNotEnabledDoesNotRun() throws IOException {
        String off = RULES.replace("- id: test.two\n", "- id: test.two\n    enabled: false\n");
        List<Rule> read = RuleFile.all(List.of(RuleFile.read("f", off)), List.of());

        assertThat(RuleDetectors.of(read)).hasSize(1);
    }
}
