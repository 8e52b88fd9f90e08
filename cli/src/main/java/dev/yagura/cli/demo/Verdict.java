package dev.yagura.cli.demo;

import dev.yagura.kernel.table.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a scan found what was planted, and nothing else.
 *
 * @param hidden whether the hidden process was found
 * @param redirected whether the redirected system call was found
 * @param others findings that nothing planted explains
 */
record Verdict(boolean hidden, boolean redirected, List<Row> others) {
    static final String HIDDEN_RULE = "linux.process.hidden";
    static final String REDIRECTED_RULE = "linux.syscall.redirected";

    /**
     * Compares findings with what was planted.
     *
     * @param hiddenTask hex address that evidence of the hidden process must show
     * @param redirectedTarget hex address that evidence of the redirected call must show
     */
    static Verdict of(List<Row> findings, String hiddenTask, String redirectedTarget) {
        boolean hidden = false;
        boolean redirected = false;
        List<Row> others = new ArrayList<>();
        for (Row finding : findings) {
            String evidence = finding.text("evidence");
            if (!hidden && isOf(finding, HIDDEN_RULE) && evidence.contains(hiddenTask)) {
                hidden = true;
            } else if (!redirected
                    && isOf(finding, REDIRECTED_RULE)
                    && evidence.contains(redirectedTarget)) {
                redirected = true;
            } else {
                others.add(finding);
            }
        }
        return new Verdict(hidden, redirected, List.copyOf(others));
    }

    boolean bothAndNothingElse() {
        return hidden && redirected && others.isEmpty();
    }

    private static boolean isOf(Row finding, String rule) {
        return finding.text("rule").equals(rule);
    }
}
