package dev.yagura.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.rules.Rule;
import dev.yagura.detect.rules.RuleFile;
import dev.yagura.detect.rules.Verdict;
import dev.yagura.kernel.table.Row;
import java.util.List;

/** Reads the input as a file of rules, and as a condition, and matches rows with what comes out. */
public final class RulesTarget {
    private static final List<Row> ROWS =
            List.of(
                    Row.of(),
                    Row.of(
                            "pid",
                            612,
                            "comm",
                            "sh",
                            "exe",
                            "/tmp/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                            "env",
                            List.of("PATH=/bin", "LD_PRELOAD=/tmp/x.so"),
                            "kernelThread",
                            false,
                            "localPort",
                            4444L,
                            "state",
                            "LISTEN",
                            "task",
                            "0xffff888003e8c000"));

    private RulesTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        check(RuleFile.read("input", text), text);
        String rule =
                """
                macros:
                  shell: proc.name in (sh, bash)
                rules:
                  - id: fuzz.rule
                    title: t
                    view: processes
                    output: "%%pid %%proc.name"
                    condition: |
                %s
                """
                        .formatted(text.indent(6));
        check(RuleFile.read("input", rule), rule);
    }

    private static void check(RuleFile file, String text) {
        int lines = text.length() + 1;
        Invariant.check(!file.verdicts().isEmpty(), "no verdict");
        for (Verdict verdict : file.verdicts()) {
            Invariant.check(
                    verdict.line() >= 1 && verdict.line() <= lines && verdict.column() >= 1,
                    "place of " + verdict);
        }
        for (Rule accepted : file.rules()) {
            ROWS.forEach(accepted::match);
        }
    }
}
