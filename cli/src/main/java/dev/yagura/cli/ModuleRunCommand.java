package dev.yagura.cli;

import dev.yagura.cli.output.FindingPrinter;
import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.RowTable;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura module run}: run one detector in C against a VM. */
@Command(
        name = "run",
        description = {
            "Run a detector in C against a VM. Prints its rows, then its findings.",
            "fake:linux in place of VM is a small made-up guest.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "With --json each line is an object of kind row, note, finding or, at the end, end.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:it ran to its end and found nothing",
            "1:findings",
            "2:wrong usage",
            "3:it could not be run, or did not come to its end"
        })
final class ModuleRunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Parameters(index = "1", paramLabel = "FILE.o", description = "the object")
    private Path object = Path.of("");

    @Mixin private ModuleParameters parameters = new ModuleParameters();

    @Mixin private ModuleBaseline baseline = new ModuleBaseline();

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ModuleRun run = ModuleRun.of(vm, object, parameters.values(), baseline.read(), err);
        if (json) {
            run.said().forEach(row -> out.println(Json.write(row)));
            out.println(Json.write(Row.of("kind", "end").with(run.end().fields())));
        } else {
            run.ofKind("note")
                    .forEach(row -> err.println("note: " + Printable.of(row.text("text"))));
            RowTable.print(run.ofKind("row"), out);
            run.ofKind("finding").forEach(row -> FindingPrinter.finding(row, out));
        }
        run.sayWhatIsMissing(vm, err);
        return ScanCommand.exitCode(run.end());
    }
}
