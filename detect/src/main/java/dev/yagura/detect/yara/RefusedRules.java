package dev.yagura.detect.yara;

import dev.yagura.detect.DetectorOutput;
import dev.yagura.detect.rules.Verdict;
import java.util.List;

/** Tells the rules that are not held against anything, since they were refused. */
public final class RefusedRules {
    private static final int MAX_TOLD = 20;

    private RefusedRules() {}

    /** Says which rules were refused, each of the first ones with its place. */
    public static void tell(YaraRules rules, DetectorOutput output) {
        List<Verdict> refused =
                rules.verdicts().stream().filter(verdict -> !verdict.accepted()).toList();
        for (Verdict verdict : refused.subList(0, Math.min(refused.size(), MAX_TOLD))) {
            output.notCovered(
                    verdict.rule().map("rule %s"::formatted).orElse("a part of the rules"),
                    "%s:%d:%d: %s"
                            .formatted(
                                    verdict.file(),
                                    verdict.line(),
                                    verdict.column(),
                                    verdict.refused().orElse("")));
        }
        if (refused.size() > MAX_TOLD) {
            output.notCovered(
                    "%d more rules".formatted(refused.size() - MAX_TOLD),
                    "refused; yagura rules validate says why");
        }
        output.lookedAt("YARA rules", rules.rules().size());
    }
}
