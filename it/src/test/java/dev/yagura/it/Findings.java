package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Intrusion.HiddenTask;
import dev.yagura.testkit.attacker.Intrusion.RedirectedSystemCall;
import java.util.List;

/**
 * The output of {@code scan --json}.
 *
 * @param findings one row each
 * @param summary the last row
 */
record Findings(List<Row> findings, Row summary) {
    static Findings of(Yagura.Result scan) {
        List<Row> rows = scan.rows();
        assertThat(rows).as(scan.toString()).isNotEmpty();
        List<Row> findings = rows.subList(0, rows.size() - 1);
        assertThat(findings).extracting(row -> row.text("kind")).containsOnly("finding");
        assertThat(rows.getLast().text("kind")).isEqualTo("summary");
        return new Findings(findings, rows.getLast());
    }

    /** Checks that there are two findings, and that each shows where it can be checked by hand. */
    void areExactly(HiddenTask hidden, RedirectedSystemCall call) {
        assertThat(findings)
                .extracting(row -> row.text("rule"))
                .containsExactlyInAnyOrder("linux.process.hidden", "linux.syscall.redirected");
        assertThat(summary.number("findings")).isEqualTo(2);
        assertThat(summary.field("notCovered")).isEmpty();
        assertThat(evidence("linux.process.hidden"))
                .contains(hex(hidden.taskGva()), hidden.comm(), Integer.toString(hidden.pid()));
        assertThat(evidence("linux.syscall.redirected"))
                .contains(hex(call.targetGva()), call.handler());
        // The slot of the table, or the instruction whose displacement was changed: its operand
        // follows one byte of opcode, or two.
        assertThat(slot(call)).isBetween(call.patchedGva() - 2, call.patchedGva());
        assertThat(findings)
                .allSatisfy(row -> {
                    assertThat(row.text("severity")).isNotEmpty();
                    assertThat(row.text("confidence")).isNotEmpty();
                    assertThat(row.text("title")).isNotEmpty();
                    assertThat(row.text("observed")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
                    assertThat(row.field("techniques").toString()).contains("\"T1");
                });
    }

    private long slot(RedirectedSystemCall call) {
        return finding("linux.syscall.redirected")
                .field("evidence")
                .valueStream()
                .map(Row::new)
                .filter(row -> row.text("symbol").contains(Integer.toString(call.number())))
                .findFirst()
                .orElseThrow()
                .address("slot");
    }

    private String evidence(String rule) {
        return finding(rule).field("evidence").toString();
    }

    private Row finding(String rule) {
        return findings.stream()
                .filter(row -> row.text("rule").equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static String hex(long gva) {
        return "0x" + Long.toHexString(gva);
    }
}
