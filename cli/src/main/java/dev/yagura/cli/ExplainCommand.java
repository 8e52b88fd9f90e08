package dev.yagura.cli;

import dev.yagura.cli.output.Table;
import dev.yagura.cli.output.Table.Column;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.Views;
import dev.yagura.kernel.table.TableInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code yagura explain ID}: what a detector compares, and what to do about a finding; or what a
 * view holds.
 */
@Command(
        name = "explain",
        description = {
            "Explain a detector: what it compares, what evades it, what to do next;",
            "or a view: its columns."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ID",
            description = "as in `yagura list detectors` or `yagura list views`")
    private String id = "";

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<? extends TableInfo> view = Views.named(id);
        if (view.isPresent()) {
            return explain(view.get(), out);
        }
        List<DetectorInfo> all = BuiltInDetectors.infos();
        DetectorInfo detector =
                all.stream()
                        .filter(info -> info.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new UsageException(unknown(all)));
        if (json) {
            out.println(Json.write(ListCommand.row(detector)));
            return ExitCode.OK;
        }
        out.println(detector.id());
        out.println("    " + detector.title());
        out.printf(
                "    severity %s, techniques %s%n%n",
                detector.severity().name().toLowerCase(Locale.ROOT),
                String.join(" ", detector.techniques()));
        out.println(detector.description());
        out.println();
        out.println("Next: " + detector.nextStep());
        return ExitCode.OK;
    }

    private int explain(TableInfo view, PrintWriter out) {
        if (json) {
            out.println(Json.write(ListCommand.row(view)));
            return ExitCode.OK;
        }
        out.println(view.name());
        out.println("    " + view.title());
        out.println();
        Table table =
                new Table(
                        List.of(
                                Column.text("COLUMN"),
                                Column.text("KIND"),
                                Column.text("MEANING")));
        view.columns()
                .forEach(column ->
                        table.add(
                                List.of(
                                        column.name(),
                                        column.kind().name().toLowerCase(Locale.ROOT),
                                        column.meaning())));
        table.print(out);
        return ExitCode.OK;
    }

    private String unknown(List<DetectorInfo> all) {
        return "\"%s\" is no detector and no view, expected one of %s or of %s"
                .formatted(id, all.stream().map(DetectorInfo::id).toList(), Views.names());
    }
}
