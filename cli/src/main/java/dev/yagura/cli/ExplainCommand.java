package dev.yagura.cli;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.memory.MemoryDetectors;
import dev.yagura.enclave.api.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura explain ID}: what a detector compares, and what to do about a finding. */
@Command(
        name = "explain",
        description = "Explain a detector: what it compares, what evades it, what to do next.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "as in `yagura list detectors`")
    private String id = "";

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<DetectorInfo> all = MemoryDetectors.all().stream().map(Detector::info).toList();
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

    private String unknown(List<DetectorInfo> all) {
        return "detector \"%s\" is unknown, expected one of %s"
                .formatted(id, all.stream().map(DetectorInfo::id).toList());
    }
}
