package dev.yagura.cli;

import dev.yagura.detect.rules.RuleFile;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads files of rules, each in the language that its ending tells. */
final class RuleFileChecks {
    private final NetworkRuleFiles network;

    /**
     * Prepares to read.
     *
     * @param variables what rules about packets may name, before Suricata's own
     */
    RuleFileChecks(Map<String, String> variables) {
        network = new NetworkRuleFiles(variables);
    }

    /** Says what becomes of each rule: files in their order, those about packets at the end. */
    List<CheckedRule> check(List<Path> files) throws IOException {
        List<CheckedRule> checked = new ArrayList<>();
        for (Path file : files) {
            String name = file.toString();
            if (NetworkRuleFiles.isRules(file)) {
                network.addRules(file);
            } else if (NetworkRuleFiles.isConfig(file)) {
                network.addConfig(file).forEach(verdict -> checked.add(CheckedRule.of(verdict)));
            } else if (name.endsWith(".yar") || name.endsWith(".yara")) {
                YaraRules.of(List.of(new YaraSource(name, RuleFiles.text(file))))
                        .verdicts()
                        .forEach(verdict -> checked.add(CheckedRule.of(verdict)));
            } else {
                RuleFile.read(name, RuleFiles.text(file))
                        .verdicts()
                        .forEach(verdict -> checked.add(CheckedRule.of(verdict)));
            }
        }
        network.rules().verdicts().forEach(verdict -> checked.add(CheckedRule.of(verdict)));
        return checked;
    }
}
