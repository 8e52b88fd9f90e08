package dev.yagura.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.table.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final String TASK = "0xffff888001234000";
    private static final String TARGET = "0xffffffff81234560";
    private static final Row HIDDEN = finding(Verdict.HIDDEN_RULE, TASK);
    private static final Row REDIRECTED = finding(Verdict.REDIRECTED_RULE, TARGET);

    @Test
    void bothPlantedThingsAndNothingElseIsTheOnlySuccess() {
        assertThat(verdict(HIDDEN, REDIRECTED).bothAndNothingElse()).isTrue();
        assertThat(verdict(HIDDEN).bothAndNothingElse()).isFalse();
        assertThat(verdict(REDIRECTED).bothAndNothingElse()).isFalse();
        assertThat(verdict().bothAndNothingElse()).isFalse();
    }

    @Test
    void aFindingAboutAnotherAddressDoesNotCountAsThePlantedOne() {
        Verdict verdict = verdict(finding(Verdict.HIDDEN_RULE, "0xffff888009999000"), REDIRECTED);

        assertThat(verdict.hidden()).isFalse();
        assertThat(verdict.others()).hasSize(1);
    }

    @Test
    void theSameThingReportedTwiceIsOneTooMany() {
        assertThat(verdict(HIDDEN, HIDDEN, REDIRECTED).bothAndNothingElse()).isFalse();
    }

    private static Verdict verdict(Row... findings) {
        return Verdict.of(List.of(findings), TASK, TARGET);
    }

    private static Row finding(String rule, String address) {
        return Row.of("rule", rule, "evidence", List.of("task " + address));
    }
}
