package dev.yagura.detect.allow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowListTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final List<String> RULES = List.of("a.b", "c.d");
    private static final String ENTRY =
            """
            allow:
              - rule: a.b
                subject: interface br0 at *
                reason: our bridge, ticket 12
                expires: 2026-11-24
            """;

    private static Finding finding(String rule, String subject) {
        return new Finding(
                rule,
                Severity.WARNING,
                Confidence.LOW,
                subject,
                "title",
                List.of(),
                "next",
                Instant.EPOCH,
                List.of(new Evidence.Value("o", 1, "f", "1", "2")));
    }

    private static AllowList list(String text, LocalDate today) throws IOException {
        return new AllowList(AllowList.read("allow.yaml", text, RULES), today);
    }

    @Test
    void anExpectedFindingIsRemovedAndCounted() throws IOException {
        AllowList list = list(ENTRY, TODAY);

        assertThat(list.removes(finding("a.b", "interface br0 at 0x10"))).isTrue();
        assertThat(list.removes(finding("a.b", "interface br0 at 0x20"))).isTrue();
        assertThat(list.removes(finding("a.b", "interface br1 at 0x10"))).isFalse();
        assertThat(list.removes(finding("c.d", "interface br0 at 0x10"))).isFalse();
        assertThat(list.removed()).isEqualTo(2);
        AllowList.Use use = list.uses().getFirst();
        assertThat(use.removed()).isEqualTo(2);
        assertThat(use.expired()).isFalse();
        assertThat(use.allowance().reason()).isEqualTo("our bridge, ticket 12");
        assertThat(use.allowance().place()).isEqualTo("allow.yaml:2");
    }

    @Test
    void anEntryThatRemovedNothingIsUnused() throws IOException {
        AllowList list = list(ENTRY, TODAY);
        assertThat(list.uses()).singleElement().matches(AllowList.Use::isUnused);

        list.removes(finding("a.b", "interface br0 at 0x10"));

        assertThat(list.uses()).singleElement().matches(use -> !use.isUnused());
    }

    @Test
    void anExpiredEntryIsSaidAndRemovesNothing() throws IOException {
        AllowList list = list(ENTRY, TODAY.plusDays(1));

        assertThat(list.removes(finding("a.b", "interface br0 at 0x10"))).isFalse();
        assertThat(list.uses())
                .singleElement()
                .matches(use -> use.expired() && use.removed() == 0 && !use.isUnused());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reason: our bridge, ticket 12 | | field \"reason\" is missing",
                "expires: 2026-11-24 | | field \"expires\" is missing",
                "subject: interface br0 at * | | field \"subject\" is missing",
                "expires: 2026-11-24 | expires: never | expires is \"never\", expected a day",
                "expires: 2026-11-24 | expires: 2026-02-30 | expected a day",
                "rule: a.b | rule: a.x | rule is \"a.x\", expected one of",
                "reason: our bridge, ticket 12 | reason: '' | is \"\", expected a text",
                "reason: our | nosuch: our | field \"nosuch\" is unknown",
            })
    void anEntryOfAnotherFormIsRefusedWithItsPlace(String old, String now, String why) {
        String text = ENTRY.replace(old, now == null ? "" : now);
        text = text.replace("  - \n    subject", "  - subject");

        String changed = text;
        assertThatThrownBy(() -> list(changed, TODAY))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("allow.yaml:")
                .hasMessageContaining(why);
    }
}
