package dev.yagura.cli;

import dev.yagura.cli.output.Printable;
import dev.yagura.detect.rules.RuleFile;
import dev.yagura.detect.rules.Verdict;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraSource;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura rules validate}: say of each rule whether it is accepted. */
@Command(
        name = "validate",
        description = "Say of each rule whether it is accepted, and if not, where it is wrong.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all are accepted", "1:some are refused", "2:wrong usage"})
final class RulesValidateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "file of rules: YAML, or YARA by the ending .yar or .yara")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--json", description = "one JSON object a rule")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        boolean allAccepted = true;
        for (Path file : files) {
            for (Verdict verdict : verdicts(file)) {
                allAccepted &= verdict.accepted();
                out.println(json ? Json.write(row(verdict)) : Printable.of(line(verdict)));
            }
        }
        return allAccepted ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** YARA files are known by their extension. */
    private static List<Verdict> verdicts(Path file) throws IOException {
        String name = file.toString();
        String text = RuleFiles.text(file);
        return name.endsWith(".yar") || name.endsWith(".yara")
                ? YaraRules.of(List.of(new YaraSource(name, text))).verdicts()
                : RuleFile.read(name, text).verdicts();
    }

    private static String line(Verdict verdict) {
        return "%s:%d:%d: %s%s"
                .formatted(
                        verdict.file(),
                        verdict.line(),
                        verdict.column(),
                        verdict.rule().map(rule -> rule + ": ").orElse(""),
                        verdict.refused().map(why -> "refused: " + why).orElse("accepted"));
    }

    private static Row row(Verdict verdict) {
        return Row.of(
                "file", verdict.file(),
                "line", verdict.line(),
                "column", verdict.column(),
                "rule", verdict.rule().orElse(null),
                "accepted", verdict.accepted(),
                "reason", verdict.refused().orElse(null));
    }
}
