package dev.yagura.cli;

import dev.yagura.detect.rules.RuleFile;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraSource;
import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleConfig;
import dev.yagura.network.rules.RuleConfigFile;
import dev.yagura.network.rules.RuleLimits;
import dev.yagura.network.rules.RuleSource;
import dev.yagura.network.rules.RuleVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads files of rules, each in the language that its ending tells. */
final class RuleFileChecks {
    private static final int MAX_NETWORK_BYTES = RuleLimits.MAX_FILE_CHARS;

    private RuleConfig config;

    /**
     * Prepares to read.
     *
     * @param variables what rules about packets may name, before Suricata's own
     */
    RuleFileChecks(Map<String, String> variables) {
        RuleVariables all = RuleVariables.defaults();
        for (Map.Entry<String, String> each : variables.entrySet()) {
            all = all.with(each.getKey(), each.getValue());
        }
        config = RuleConfig.defaults().with(all);
    }

    /** Says what becomes of each rule: files in their order, those about packets at the end. */
    List<CheckedRule> check(List<Path> files) throws IOException {
        List<CheckedRule> checked = new ArrayList<>();
        List<RuleSource> network = new ArrayList<>();
        for (Path file : files) {
            String name = file.toString();
            if (name.endsWith(".rules")) {
                network.add(networkSource(file));
            } else if (name.endsWith(".config")) {
                RuleConfigFile read = RuleConfigFile.read(networkSource(file), config);
                config = read.config();
                read.verdicts().forEach(verdict -> checked.add(CheckedRule.of(verdict)));
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
        NetworkRules.read(network, config)
                .verdicts()
                .forEach(verdict -> checked.add(CheckedRule.of(verdict)));
        return checked;
    }

    private static RuleSource networkSource(Path file) throws IOException {
        return new RuleSource(
                file.toString(),
                RuleFiles.text(file, MAX_NETWORK_BYTES, "a file of rules about packets"));
    }
}
