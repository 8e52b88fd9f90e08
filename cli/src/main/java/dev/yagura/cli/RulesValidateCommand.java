package dev.yagura.cli;

import dev.yagura.cli.output.Printable;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura rules validate}: say of each rule whether it is accepted. */
@Command(
        name = "validate",
        description =
                "Say of each rule whether it is accepted, and if not, where it is wrong. How many were"
                        + " is said on standard error.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all are accepted", "1:some are refused", "2:wrong usage"})
final class RulesValidateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "file of rules: YAML; by its ending YARA (.yar, .yara), Suricata (.rules), or"
                            + " Suricata's classifications and references (.config)")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description =
                    "what $NAME stands for in addresses and ports of Suricata's rules, for example"
                            + " HOME_NET=[192.0.2.0/24]; may be repeated")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(names = "--json", description = "one JSON object a rule")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<CheckedRule> checked = new RuleFileChecks(variables).check(files);
        for (CheckedRule rule : checked) {
            out.println(json ? Json.write(row(rule)) : Printable.of(line(rule)));
        }
        spec.commandLine().getErr().println(Printable.of(summary(checked)));
        return checked.stream().allMatch(CheckedRule::accepted) ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** Counts, with the keywords that were refused, the most frequent first. */
    private static String summary(List<CheckedRule> checked) {
        long accepted = checked.stream().filter(CheckedRule::accepted).count();
        Map<String, Long> keywords =
                checked.stream()
                        .flatMap(rule -> rule.keyword().stream())
                        .collect(
                                Collectors.groupingBy(
                                        keyword -> keyword, TreeMap::new, Collectors.counting()));
        String table =
                keywords.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
        return "%d rules: %d accepted, %d refused%s"
                .formatted(
                        checked.size(),
                        accepted,
                        checked.size() - accepted,
                        table.isEmpty() ? "" : ": " + table);
    }

    private static String line(CheckedRule rule) {
        return "%s:%d:%d: %s%s"
                .formatted(
                        rule.file(),
                        rule.line(),
                        rule.column(),
                        rule.rule().map(name -> name + ": ").orElse(""),
                        rule.refused()
                                .map(why ->
                                        "refused: "
                                                + rule.keyword()
                                                        .map(keyword -> keyword + " ")
                                                        .orElse("")
                                                + why)
                                .orElse("accepted"));
    }

    private static Row row(CheckedRule rule) {
        return Row.of(
                "file", rule.file(),
                "line", rule.line(),
                "column", rule.column(),
                "rule", rule.rule().orElse(null),
                "accepted", rule.accepted(),
                "keyword", rule.keyword().orElse(null),
                "reason", rule.refused().orElse(null));
    }
}
