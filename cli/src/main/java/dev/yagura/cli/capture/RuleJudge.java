package dev.yagura.cli.capture;

import dev.yagura.network.app.AppListener;
import dev.yagura.network.match.RuleAlert;
import dev.yagura.network.match.RuleCounts;
import dev.yagura.network.match.RuleEngine;
import dev.yagura.network.rules.NetworkRules;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Holds rules against packets as they pass. */
public final class RuleJudge implements PacketJudge {
    private final NetworkRules rules;
    private final RuleEngine engine;

    /** Prepares to hold rules; what they find is told to {@code alerts}. */
    public RuleJudge(NetworkRules rules, Consumer<RuleAlert> alerts) {
        this.rules = rules;
        this.engine = new RuleEngine(rules.accepted(), alerts);
    }

    @Override
    public AppListener flows() {
        return engine;
    }

    @Override
    public boolean isComplete() {
        return engine.counts().isComplete();
    }

    @Override
    public void sayTo(PrintWriter err) {
        RuleCounts counts = engine.counts();
        err.printf(
                "rules: %d, and %d refused; %d findings%s%n",
                counts.rules(),
                refused(),
                counts.reported(),
                counts.suppressed() > 0
                        ? ", and %d not reported because of thresholds or pass rules"
                                .formatted(counts.suppressed())
                        : "");
        if (!isComplete()) {
            err.printf(
                    "incomplete: %d streams and %d bits or counts were given up, %d rules not held"
                            + " to the end%n",
                    counts.streamsCut(), counts.forgotten(), counts.unfinished());
        }
    }

    @Override
    public Map<String, Object> facts() {
        RuleCounts counts = engine.counts();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("rules", counts.rules());
        facts.put("rulesRefused", refused());
        facts.put("matched", counts.matched());
        facts.put("suppressed", counts.suppressed());
        facts.put("streamsCut", counts.streamsCut());
        facts.put("forgotten", counts.forgotten());
        facts.put("unfinished", counts.unfinished());
        return facts;
    }

    private long refused() {
        return rules.verdicts().stream().filter(verdict -> !verdict.accepted()).count();
    }
}
