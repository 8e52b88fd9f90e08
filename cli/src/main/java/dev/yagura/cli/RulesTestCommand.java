package dev.yagura.cli;

import dev.yagura.cli.output.Printable;
import dev.yagura.detect.rules.Rule;
import dev.yagura.detect.rules.RuleException;
import dev.yagura.detect.rules.RuleFile;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.api.JsonFormatException;
import dev.yagura.kernel.table.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura rules test}: run rules on rows. */
@Command(
        name = "test",
        description = "Run rules on rows that `yagura show VM VIEW --json` printed.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no row is meant", "1:some rows are", "2:wrong usage"})
final class RulesTestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "file of rules")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--rows", required = true, paramLabel = "FILE", description = "JSON lines")
    private Path rows = Path.of("");

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description = "the view that the rows are of; not needed if all rules have the same")
    private @Nullable String view;

    @Option(names = "--json", description = "one JSON object a match")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Rule> rules = rules();
        boolean found = false;
        try (BufferedReader reader = Files.newBufferedReader(rows)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                Row row = row(line, number);
                for (Rule rule : rules) {
                    Optional<Rule.Match> match = rule.match(row);
                    found |= match.isPresent();
                    match.ifPresent(print(rule, number, out)::print);
                }
            }
        }
        return found ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private Row row(String line, int number) throws JsonFormatException {
        try {
            return Json.read(line);
        } catch (JsonFormatException e) {
            throw new UsageException("%s:%d: %s".formatted(rows, number, e.getMessage()));
        }
    }

    private List<Rule> rules() throws IOException {
        List<RuleFile> read = new ArrayList<>();
        for (Path file : files) {
            read.add(RuleFile.read(file.toString(), RuleFiles.text(file)));
        }
        try {
            List<Rule> all = RuleFile.all(read, List.of());
            List<String> views = all.stream().map(Rule::view).distinct().toList();
            if (view == null && views.size() > 1) {
                throw new UsageException(
                        "rules are over %s, expected --view with one of them".formatted(views));
            }
            String wanted = view == null ? views.getFirst() : view;
            if (!views.contains(wanted)) {
                throw new UsageException(
                        "--view is \"%s\", expected one of the rules' views %s"
                                .formatted(wanted, views));
            }
            return all.stream()
                    .filter(rule -> rule.enabled() && rule.view().equals(wanted))
                    .toList();
        } catch (RuleException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private interface MatchPrinter {
        void print(Rule.Match match);
    }

    private MatchPrinter print(Rule rule, int line, PrintWriter out) {
        return match ->
                out.println(
                        json
                                ? Json.write(row(rule, line, match))
                                : Printable.of(
                                        "%d: %s: %s"
                                                .formatted(line, rule.info().id(), match.title())));
    }

    private static Row row(Rule rule, int line, Rule.Match match) {
        return Row.of(
                "kind", "match",
                "rule", rule.info().id(),
                "line", line,
                "severity", rule.info().severity().name().toLowerCase(Locale.ROOT),
                "confidence", rule.confidence().name().toLowerCase(Locale.ROOT),
                "subject", match.subject(),
                "title", match.title(),
                "columns", match.fields());
    }
}
