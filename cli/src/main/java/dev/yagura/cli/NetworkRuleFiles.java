package dev.yagura.cli;

import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleConfig;
import dev.yagura.network.rules.RuleConfigFile;
import dev.yagura.network.rules.RuleLimits;
import dev.yagura.network.rules.RuleSource;
import dev.yagura.network.rules.RuleVariables;
import dev.yagura.network.rules.RuleVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads files of rules about packets, and of what such rules refer to. */
final class NetworkRuleFiles {
    private static final int MAX_BYTES = RuleLimits.MAX_FILE_CHARS;

    private final List<RuleSource> sources = new ArrayList<>();
    private RuleConfig config;

    /**
     * Prepares to read.
     *
     * @param variables what rules may name, before Suricata's own
     */
    NetworkRuleFiles(Map<String, String> variables) {
        config = RuleConfig.defaults().with(variables(variables));
    }

    /** Returns variables before Suricata's own. */
    static RuleVariables variables(Map<String, String> variables) {
        RuleVariables all = RuleVariables.defaults();
        for (Map.Entry<String, String> each : variables.entrySet()) {
            all = all.with(each.getKey(), each.getValue());
        }
        return all;
    }

    /** Returns whether a file has rules about packets, by its name. */
    static boolean isRules(Path file) {
        return file.toString().endsWith(".rules");
    }

    /** Returns whether a file has classifications and references, by its name. */
    static boolean isConfig(Path file) {
        return file.toString().endsWith(".config");
    }

    /** Reads rules. */
    void addRules(Path file) throws IOException {
        sources.add(source(file));
    }

    /** Reads classifications and references; says what becomes of each. */
    List<RuleVerdict> addConfig(Path file) throws IOException {
        RuleConfigFile read = RuleConfigFile.read(source(file), config);
        config = read.config();
        return read.verdicts();
    }

    /** Returns the rules of all files. */
    NetworkRules rules() {
        return NetworkRules.read(sources, config, NetworkRuleFiles::list);
    }

    private static String list(String rules, String name) throws IOException {
        try {
            return RuleFiles.text(
                    Path.of(rules).resolveSibling(name),
                    RuleLimits.MAX_LIST_CHARS,
                    "a file of values that rules load");
        } catch (UsageException e) {
            throw new IOException(e.getMessage(), e); // that rule is refused, the others stay
        }
    }

    private static RuleSource source(Path file) throws IOException {
        return new RuleSource(
                file.toString(), RuleFiles.text(file, MAX_BYTES, "a file of rules about packets"));
    }
}
