package dev.yagura.it.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.bpf.module.DetectorModule;
import dev.yagura.bpf.module.ModuleDetector;
import dev.yagura.bpf.module.ModuleOutput;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.tables.LinuxTables;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableContext;
import dev.yagura.memory.Look;
import dev.yagura.memory.dump.Dump;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Every module of the folder {@code modules} lists in a dump what the view of the same lists. */
public final class ModuleViews {
    /**
     * A module and its view.
     *
     * @param listed which of the view's rows the module lists
     */
    private record Pair(String module, String view, Predicate<Row> listed) {}

    private static final List<Pair> PAIRS =
            List.of(
                    new Pair("processes", "processes", row -> true),
                    new Pair("kernel-modules", "modules", row -> true),
                    new Pair(
                            "syscalls",
                            "syscalls",
                            row -> row.text("place").startsWith("sys_call_table[")),
                    new Pair(
                            "listeners",
                            "sockets",
                            row ->
                                    Set.of("tcp", "tcp6").contains(row.text("protocol"))
                                            && row.text("state").equals("LISTEN")),
                    new Pair("credentials", "processes", row -> true),
                    new Pair(
                            "files",
                            "files",
                            row ->
                                    row.text("fd").matches("\\d+")
                                            && row.number("tid") == row.number("pid")),
                    new Pair("kernel-threads", "kernel-threads", row -> true),
                    new Pair("netfilter", "netfilter", row -> !row.text("family").equals("netdev")),
                    new Pair("ftrace", "ftrace", row -> true),
                    new Pair("mounts", "mounts", row -> true));

    private final Linux linux;
    private final TableContext context;

    private ModuleViews(LinuxKernel kernel) {
        this.linux = Linux.of(kernel);
        this.context = new TableContext(linux, kernel.identity(), OptionalInt.empty(), false);
    }

    /** Returns the names of the modules. */
    static List<String> names() {
        return PAIRS.stream().map(Pair::module).toList();
    }

    /**
     * Returns the tests.
     *
     * @param core a dump of a guest
     */
    public static Stream<DynamicTest> tests(Path core) {
        return Stream.of(dynamicTest("detectors in C", () -> compare(core)));
    }

    /** Compares all; the dump is opened once. */
    static void compare(Path core) throws IOException {
        ModuleObjects objects = ModuleObjects.built();
        try (Dump dump = Dump.open(core)) {
            ModuleViews views =
                    new ModuleViews(
                            LinuxKernel.open(new Look(dump), dump.registers(), KernelSources.NONE));
            for (Pair pair : PAIRS) {
                views.compare(pair, objects.object(pair.module()));
            }
        }
    }

    private void compare(Pair pair, byte[] object) throws IOException {
        List<Row> found = run(pair.module(), object);
        List<Row> listed =
                LinuxTables.named(pair.view()).orElseThrow().read(context).rows().stream()
                        .filter(pair.listed())
                        .toList();
        Set<String> columns = found.isEmpty() ? Set.of() : found.getFirst().fields().keySet();
        int rows = pair.module().equals("syscalls") ? listed.size() : found.size();

        assertThat(texts(found.subList(0, Math.min(rows, found.size())), columns))
                .as("%s of %s", pair.module(), linux.kernel().release())
                .containsExactlyInAnyOrderElementsOf(texts(listed, columns));
    }

    private List<Row> run(String name, byte[] object) throws IOException {
        List<Row> rows = new ArrayList<>();
        ModuleOutput output =
                new ModuleOutput() {
                    @Override
                    public void begin() {
                        rows.clear();
                    }

                    @Override
                    public void row(Row row) {
                        rows.add(row);
                    }

                    @Override
                    public void note(String text) {}

                    @Override
                    public void value(String key, String base64) {}
                };
        ModuleDetector detector =
                new ModuleDetector(DetectorModule.parse(name, object), Map.of(), output);
        ScanReport report =
                Scan.of(List.of(detector), List.of(), List.of(), InstantSource.system())
                        .run(GuestView.of(linux, false), finding -> {});
        assertThat(report.notCovered()).as("%s: not covered", name).isEmpty();
        assertThat(report.findings()).as("%s: findings in a clean guest", name).isZero();
        return rows;
    }

    /** Numbers are Integer in one and Long in the other. */
    private static List<Map<String, String>> texts(List<Row> rows, Set<String> columns) {
        List<Map<String, String>> texts = new ArrayList<>();
        for (Row row : rows) {
            Map<String, String> values = new TreeMap<>();
            columns.forEach(name -> values.put(name, String.valueOf(row.fields().get(name))));
            texts.add(values);
        }
        return texts;
    }
}
