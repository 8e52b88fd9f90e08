package dev.yagura.cli;

import dev.yagura.cli.output.Table;
import dev.yagura.cli.output.Table.Column;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.memory.MemoryDetectors;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.Row;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura list detectors}: what a scan looks for. */
@Command(
        name = "list",
        description = "List the detectors that a scan runs.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    /** What can be listed. */
    enum What {
        DETECTORS
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "detectors", description = "the word detectors")
    private What what = What.DETECTORS;

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<DetectorInfo> detectors =
                switch (what) {
                    case DETECTORS -> MemoryDetectors.all().stream().map(Detector::info).toList();
                };
        if (json) {
            detectors.forEach(detector -> out.println(Json.write(row(detector))));
            return ExitCode.OK;
        }
        Table table =
                new Table(
                        List.of(
                                Column.text("ID"),
                                Column.text("SEVERITY"),
                                Column.text("TECHNIQUES"),
                                Column.text("TITLE")));
        for (DetectorInfo detector : detectors) {
            table.add(
                    List.of(
                            detector.id(),
                            severity(detector),
                            String.join(" ", detector.techniques()),
                            detector.title()));
        }
        table.print(out);
        return ExitCode.OK;
    }

    static Row row(DetectorInfo detector) {
        return Row.of(
                "id", detector.id(),
                "title", detector.title(),
                "severity", severity(detector),
                "techniques", detector.techniques(),
                "description", detector.description(),
                "nextStep", detector.nextStep());
    }

    private static String severity(DetectorInfo detector) {
        return detector.severity().name().toLowerCase(Locale.ROOT);
    }
}
