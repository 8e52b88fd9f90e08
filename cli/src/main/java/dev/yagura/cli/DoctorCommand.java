package dev.yagura.cli;

import dev.yagura.cli.doctor.Check;
import dev.yagura.cli.doctor.Check.State;
import dev.yagura.cli.doctor.Checks;
import dev.yagura.cli.doctor.Machine;
import dev.yagura.cli.output.Table;
import dev.yagura.cli.output.Table.Column;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura doctor}: what this machine has and lacks. */
@Command(
        name = "doctor",
        description =
                "Say what this machine has and lacks, and the line that mends it. Changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing is missing", "1:something is missing"})
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Check> checks = new Checks(Machine.here()).run();
        if (json) {
            checks.forEach(check -> out.println(Json.write(new Row(check.fields()))));
        } else {
            print(checks, out);
        }
        boolean missing = checks.stream().anyMatch(check -> check.state() == State.MISSING);
        return missing ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private static void print(List<Check> checks, PrintWriter out) {
        Table table =
                new Table(
                        List.of(
                                Column.text("WHAT"),
                                Column.text("STATE"),
                                Column.text("FOUND"),
                                Column.text("WANTED FOR")));
        for (Check check : checks) {
            table.add(
                    List.of(
                            check.name(),
                            check.state().name().toLowerCase(Locale.ROOT),
                            check.found(),
                            check.wantedFor()));
        }
        table.print(out);
        for (Check check : checks) {
            if (!check.mend().isEmpty()) {
                out.printf("%nto mend %s:%n    %s%n", check.name(), check.mend());
            }
        }
    }
}
