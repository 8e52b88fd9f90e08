package dev.yagura.cli;

import dev.yagura.cli.output.Table;
import dev.yagura.cli.output.Table.Column;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.Views;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableInfo;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura list}: what a scan looks for, and what can be shown. */
@Command(
        name = "list",
        description = "List the detectors of scans and captures, or the views of a VM.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    /** What can be listed. */
    enum What {
        /** Ids for {@code scan --only}. */
        DETECTORS,
        /** Names for {@code show}. */
        VIEWS
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "WHAT", description = "detectors or views")
    private What what = What.DETECTORS;

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Row> rows =
                switch (what) {
                    case DETECTORS ->
                            BuiltInDetectors.infos().stream().map(ListCommand::row).toList();
                    case VIEWS -> Views.all().stream().map(ListCommand::row).toList();
                };
        if (json) {
            rows.forEach(row -> out.println(Json.write(row)));
            return ExitCode.OK;
        }
        List<String> columns =
                switch (what) {
                    case DETECTORS -> List.of("id", "severity", "techniques", "title");
                    case VIEWS -> List.of("name", "title");
                };
        Table table =
                new Table(
                        columns.stream()
                                .map(name -> Column.text(name.toUpperCase(Locale.ROOT)))
                                .toList());
        for (Row row : rows) {
            table.add(columns.stream().map(name -> words(row, name)).toList());
        }
        table.print(out);
        return ExitCode.OK;
    }

    private static String words(Row row, String name) {
        return row.fields().get(name) instanceof List<?> list
                ? String.join(" ", list.stream().map(String::valueOf).toList())
                : row.text(name);
    }

    static Row row(TableInfo table) {
        return Row.of(
                "name", table.name(),
                "title", table.title(),
                "columns", table.columns().stream().map(ListCommand::fields).toList());
    }

    private static Map<String, Object> fields(dev.yagura.kernel.table.Column column) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", column.name());
        fields.put("kind", column.kind().name().toLowerCase(Locale.ROOT));
        fields.put("meaning", column.meaning());
        return fields;
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
