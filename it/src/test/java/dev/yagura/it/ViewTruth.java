package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Compares what {@code show} lists with what the guest itself prints in {@code /proc}, {@code /sys}
 * and tracefs.
 *
 * @param guest with something to list of each kind
 */
record ViewTruth(ViewedGuest guest) {
    /** Compares one view. */
    @FunctionalInterface
    private interface Check {
        void run() throws IOException;
    }

    private static DynamicTest test(String name, Check check) {
        return dynamicTest(name, check::run);
    }

    /** Returns a test for each view; the first one has the guest looked at. */
    Stream<DynamicTest> tests() {
        return Stream.of(
                test("sockets", this::sockets),
                test("holders of sockets", this::holdersOfSockets),
                test("files", this::files),
                test("deleted program", this::deletedProgram),
                test("mappings", this::mappings),
                test("mounts", this::mounts),
                test("mounts of another namespace", this::mountsOfAnotherNamespace),
                test("interfaces", this::interfaces),
                test("probes", this::probes),
                test("traced functions", this::tracedFunctions),
                test("files in memory", this::filesInMemory),
                test("contents", this::contents),
                test("procfs", this::procfs),
                test("probes in programs", this::probesInPrograms),
                test("physical addresses", this::physicalAddresses),
                test("swap", this::swap),
                test("control groups", this::controlGroups),
                test("keys", this::keys),
                test("users", this::users),
                test("timers", this::timers),
                test("work queues", this::workQueues),
                test("kernel stacks", this::kernelStacks),
                test("screens", this::screens),
                test("block devices", this::blockDevices),
                test("owners", this::owners),
                test("system calls", this::systemCalls));
    }

    private void screens() throws IOException {
        Set<String> shown = lines(rows("framebuffers").stream(), ViewTruth::screen);
        assertShown("framebuffers", shown, guest.hasScreen() ? 0 : -1);
        if (guest.hasScreen()) {
            assertThat(guest.extracts().sum("screen")).isEqualTo(guest.sumOfScreen());
        }
    }

    private static String screen(Row row) {
        return words(row, "name", "id")
                + " %s,%s ".formatted(row.text("width"), row.text("height"))
                + words(row, "depth", "lineBytes");
    }

    private List<Row> rows(String view) throws IOException {
        return guest.rows(view);
    }

    private static Set<String> lines(Stream<Row> rows, Line line) {
        return rows.map(line::of).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Writes a row of a view as the guest writes it. */
    @FunctionalInterface
    private interface Line {
        String of(Row row);
    }

    private static String words(Row row, String... fields) {
        List<String> words = new ArrayList<>();
        for (String field : fields) {
            words.add(row.text(field));
        }
        return String.join(" ", words);
    }

    private void assertShown(String name, Set<String> view, int atLeast) throws IOException {
        guest.said(name).assertShownBy(view, atLeast);
    }

    private void sockets() throws IOException {
        for (String protocol : List.of("tcp", "tcp6")) {
            Stream<Row> listed =
                    rows("sockets").stream()
                            .filter(row -> row.text("protocol").equals(protocol))
                            .filter(row -> row.flag("listed"));
            assertShown(protocol, lines(listed, ViewTruth::socket), 0);
        }
    }

    private static String socket(Row row) {
        return ProcNet.socket(
                row.text("protocol"),
                ProcNet.end(row.text("localAddress"), row.number("localPort")),
                ProcNet.end(row.text("remoteAddress"), row.number("remotePort")),
                row.text("state"),
                row.text("inode"));
    }

    private void holdersOfSockets() throws IOException {
        assertThat(rows("sockets"))
                .filteredOn(row -> row.text("protocol").equals("tcp6"))
                .filteredOn(row -> row.number("localPort") == 8081)
                .filteredOn(row -> row.text("state").equals("LISTEN"))
                .singleElement()
                .satisfies(row -> assertThat(row.text("comm")).isEqualTo("httpd"));
    }

    private void files() throws IOException {
        long shell = guest.shell();
        Stream<Row> open =
                rows("files").stream()
                        .filter(row -> row.text("fd").matches("\\d+"))
                        .filter(row -> row.number("pid") != shell);
        assertShown("files", lines(open, row -> words(row, "pid", "fd", "path")), 30);
    }

    private void deletedProgram() throws IOException {
        assertThat(rows("files"))
                .filteredOn(row -> row.text("fd").equals("exe"))
                .filteredOn(row -> row.flag("deleted"))
                .singleElement()
                .satisfies(row -> assertThat(row.text("path")).startsWith("/tmp/busybox-gone"));
    }

    private void mappings() throws IOException {
        assertShown("maps", lines(rows("maps").stream(), ViewTruth::mapping), 100);
    }

    private static String mapping(Row row) {
        return "%d %08x-%08x %s %08x %s %s %s"
                .formatted(
                        row.number("pid"),
                        row.address("start"),
                        row.address("end"),
                        row.text("protection"),
                        row.address("offset"),
                        row.text("device"),
                        row.text("inode"),
                        row.text("path"))
                .strip();
    }

    private void mounts() throws IOException {
        Stream<Row> ofInit = rows("mounts").stream().filter(ViewTruth::isOfInit);
        assertShown(
                "mounts",
                lines(
                        ofInit,
                        row ->
                                words(
                                        row,
                                        "id",
                                        "parent",
                                        "device",
                                        "root",
                                        "mountPoint",
                                        "type",
                                        "source")),
                4);
    }

    private static boolean isOfInit(Row mount) {
        return mount.flag("reachable")
                && mount.field("pids").valueStream().anyMatch(pid -> pid.intValue() == 1);
    }

    private void mountsOfAnotherNamespace() throws IOException {
        List<String> ofInit =
                rows("mounts").stream()
                        .filter(ViewTruth::isOfInit)
                        .map(row -> row.text("namespace"))
                        .distinct()
                        .toList();
        assertThat(ofInit).hasSize(1);
        assertThat(rows("mounts"))
                .filteredOn(row -> row.text("mountPoint").equals("/srv"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.text("type")).isEqualTo("tmpfs");
                    assertThat(row.text("namespace")).isNotIn(ofInit);
                });
    }

    private void interfaces() throws IOException {
        String netns =
                rows("interfaces").stream()
                        .filter(row -> row.text("name").equals("eth0"))
                        .map(row -> row.text("netns"))
                        .findFirst()
                        .orElse("no eth0");
        Stream<Row> here =
                rows("interfaces").stream().filter(row -> row.text("netns").equals(netns));
        assertShown("interfaces", lines(here, row -> words(row, "index", "name", "mac", "mtu")), 2);
        assertThat(rows("interfaces"))
                .filteredOn(row -> row.text("name").equals("eth0"))
                .singleElement()
                .satisfies(row ->
                        assertThat(row.field("addresses").valueStream().map(a -> a.asString()))
                                .contains("10.0.2.15/24", "fd00::15/64"));
    }

    private void probes() throws IOException {
        assertShown(
                "kprobes",
                lines(rows("kprobes").stream(), row -> row.text("address").substring(2)),
                0);
    }

    private void tracedFunctions() throws IOException {
        assertShown(
                "ftrace-functions",
                lines(
                        rows("ftrace-functions").stream(),
                        row -> row.text("symbol").replaceAll("\\+0x[0-9a-f]+$", "")),
                0);
    }

    private void filesInMemory() throws IOException {
        Stream<Row> mounted =
                rows("cached-files").stream().filter(row -> row.text("path").startsWith("/mnt/"));
        assertShown("cached-files", lines(mounted, row -> words(row, "size", "inode", "path")), 3);
    }

    private void contents() throws IOException {
        assertThat(guest.extracts().sum("numbers")).isEqualTo(guest.sumOf("/mnt/numbers"));
        assertThat(guest.extracts().sum("holes")).isEqualTo(guest.sumOf("/mnt/holes"));
        assertThat(guest.extracts().sum("stack")).isEqualTo(guest.sumOfStack());
        assertThat(guest.extracts().mode("module")).isEqualTo("rw-------");
    }

    private void procfs() throws IOException {
        Stream<Row> ofAll =
                rows("procfs-entries").stream().filter(row -> row.field("netns").isNull());
        assertShown("procfs-entries", lines(ofAll, row -> row.text("path")), 200);
        assertThat(rows("procfs-entries"))
                .extracting(row -> row.text("owner"))
                .doesNotContain("unknown");
    }

    private void probesInPrograms() throws IOException {
        assertShown(
                "uprobes", lines(rows("uprobes").stream(), row -> words(row, "path", "offset")), 0);
    }

    private void physicalAddresses() throws IOException {
        assertShown("iomem", lines(rows("iomem").stream(), ViewTruth::resource), 20);
    }

    private static String resource(Row row) {
        return "%s%08x-%08x : %s"
                .formatted(
                        "  ".repeat(row.number("depth")),
                        row.address("start"),
                        row.address("end"),
                        row.text("name"));
    }

    private void swap() throws IOException {
        assertShown(
                "swap",
                lines(
                        rows("swap").stream(),
                        row -> words(row, "path", "type", "size", "used", "priority")),
                0);
    }

    private void controlGroups() throws IOException {
        Stream<Row> inner =
                rows("cgroups").stream()
                        .filter(row -> row.number("hierarchy") == 0)
                        .filter(row -> !row.text("path").equals("/"));
        assertShown("cgroups", lines(inner, ViewTruth::group), 1);
    }

    private static String group(Row row) {
        String pids =
                row.field("pids")
                        .valueStream()
                        .map(pid -> pid.asString())
                        .collect(Collectors.joining(" "));
        return (words(row, "path", "id") + " " + pids).strip();
    }

    private void keys() throws IOException {
        Stream<Row> keys = rows("keys").stream();
        guest.said("keys").assertAmong(lines(keys, ViewTruth::key), 3);
        assertThat(rows("keys"))
                .extracting(row -> row.text("description"))
                .contains(".builtin_trusted_keys");
    }

    private static String key(Row row) {
        String type = row.text("type");
        return "%08x %s %s %s"
                .formatted(
                        row.address("serial"),
                        row.text("permissions"),
                        row.text("uid"),
                        type.substring(0, Math.min(type.length(), 9)));
    }

    private void users() throws IOException {
        assertShown("users", lines(rows("users").stream(), row -> words(row, "user", "host")), 0);
    }

    private void timers() throws IOException {
        Stream<Row> precise =
                rows("timers").stream().filter(row -> row.text("kind").equals("hrtimer"));
        guest.said("timers").assertAmong(lines(precise, row -> row.text("symbol")), 1);
    }

    private void workQueues() throws IOException {
        guest.said("work-queues")
                .assertAmong(lines(rows("work-queues").stream(), row -> row.text("name")), 0);
    }

    /** Those of processes: threads of the kernel wake up of themselves. */
    private void kernelStacks() throws IOException {
        guest.said("kernel-stacks")
                .assertAmong(lines(rows("kernel-stacks").stream(), ViewTruth::call), 50);
    }

    private static String call(Row row) {
        String owner = row.text("owner");
        return words(row, "pid", "symbol") + (owner.equals("kernel") ? "" : " [" + owner + "]");
    }

    private void blockDevices() throws IOException {
        assertShown(
                "block-devices", lines(rows("block-devices").stream(), ViewTruth::blockDevice), 0);
    }

    private static String blockDevice(Row row) {
        String line =
                "%s %d h %s s %s f %s"
                        .formatted(
                                words(row, "name", "device", "size"),
                                row.flag("readOnly") ? 1 : 0,
                                list(row, "holders"),
                                list(row, "slaves"),
                                row.field("file").isNull() ? "" : row.text("file"));
        return line.strip().replaceAll(" +", " ");
    }

    private static String list(Row row, String field) {
        return row.field(field)
                .valueStream()
                .map(name -> name.asString())
                .collect(Collectors.joining(" "));
    }

    private void owners() throws IOException {
        for (String view :
                List.of("timers", "works", "operations", "perf-events", "kernel-stacks")) {
            assertThat(rows(view))
                    .as(view)
                    .extracting(row -> row.text("owner"))
                    .doesNotContain("unknown");
        }
    }

    private void systemCalls() throws IOException {
        assertThat(rows("syscalls")).hasSizeGreaterThan(300);
        assertThat(rows("syscalls")).filteredOn(row -> !row.flag("asExpected")).isEmpty();
    }
}
