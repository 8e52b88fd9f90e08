package dev.yagura.cli;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura module test}: hold what a detector says against what it said. */
@Command(
        name = "test",
        description = {
            "Run a detector in C and compare its rows and findings with a file of them.",
            "Meant for what does not change: dumps (file:DUMP), and fake:linux, a small made-up",
            "guest for who has no VM at hand.",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all as expected",
            "1:rows or findings are missing, or are too many; each is printed with - or +",
            "2:wrong usage",
            "3:it could not be run, or did not come to its end"
        })
final class ModuleTestCommand implements Callable<Integer> {
    /** What of a finding is the detector's own, and of this look alone. */
    private static final List<String> OF_FINDING =
            List.of("kind", "rule", "severity", "confidence", "subject", "title");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Parameters(index = "1", paramLabel = "FILE.o", description = "the object")
    private Path object = Path.of("");

    @Option(
            names = "--expect",
            paramLabel = "FILE",
            required = true,
            description = "rows and findings, one JSON object a line")
    private Path expected = Path.of("");

    @Option(names = "--write", description = "write the file, from what the detector says now")
    private boolean write;

    @Mixin private ModuleParameters parameters = new ModuleParameters();

    @Mixin private ModuleBaseline baseline = new ModuleBaseline();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ModuleRun run = ModuleRun.of(vm, object, parameters.values(), baseline.read(), err);
        run.sayWhatIsMissing(vm, err);
        if (!Boolean.TRUE.equals(run.end().fields().get("complete"))) {
            return ExitCode.INCOMPLETE;
        }
        List<String> found = new ArrayList<>();
        run.ofKind("row").forEach(row -> found.add(line(row, null)));
        run.ofKind("finding").forEach(row -> found.add(line(row, OF_FINDING)));
        if (write) {
            Files.write(expected, found);
            return ExitCode.OK;
        }
        return compare(found, out);
    }

    private int compare(List<String> found, PrintWriter out) throws IOException {
        List<String> missing = new ArrayList<>(Files.readAllLines(expected));
        List<String> more = new ArrayList<>();
        for (String line : found) {
            if (!missing.remove(line)) {
                more.add(line);
            }
        }
        missing.forEach(line -> out.println("- " + line));
        more.forEach(line -> out.println("+ " + line));
        return missing.isEmpty() && more.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static String line(Row row, @Nullable List<String> wanted) {
        SequencedMap<String, @Nullable Object> fields = new LinkedHashMap<>(row.fields());
        fields.remove("enclave");
        if (wanted != null) {
            fields.keySet().retainAll(wanted);
        }
        return Json.write(new Row(fields));
    }
}
