package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.kernels.DebianKernel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Acceptance: on every kernel of the matrix, what {@code show} lists equals what the guest itself
 * prints in {@code /proc}, {@code /sys} and tracefs.
 */
@Tag("guest")
@ParameterizedClass(name = "{0}")
@MethodSource("guests")
class ViewMatrixTest {
    @Parameter private ViewedGuest guest = new ViewedGuest(DebianKernel.NEWEST);

    static Stream<ViewedGuest> guests() {
        return Stream.of(
                        DebianKernel.V5_10,
                        DebianKernel.V6_1_CLOUD,
                        DebianKernel.V6_12,
                        DebianKernel.NEWEST)
                .map(ViewedGuest::new);
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

    @Test
    void showsTheSocketsThatTheGuestLists() throws IOException {
        for (String protocol : List.of("tcp", "tcp6")) {
            Stream<Row> listed =
                    rows("sockets").stream()
                            .filter(row -> row.text("protocol").equals(protocol))
                            .filter(row -> row.flag("listed"));
            assertShown(protocol, lines(listed, ViewMatrixTest::socket), 0);
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

    @Test
    void namesTheProcessesThatHoldSockets() throws IOException {
        assertThat(rows("sockets"))
                .filteredOn(row -> row.text("protocol").equals("tcp6"))
                .filteredOn(row -> row.number("localPort") == 8081)
                .filteredOn(row -> row.text("state").equals("LISTEN"))
                .singleElement()
                .satisfies(row -> assertThat(row.text("comm")).isEqualTo("httpd"));
    }

    @Test
    void showsTheFilesThatTheGuestListsAsOpen() throws IOException {
        Stream<Row> open =
                rows("files").stream()
                        .filter(row -> row.text("fd").matches("\\d+"))
                        .filter(row -> !row.text("comm").equals("shell"));
        assertShown("files", lines(open, row -> words(row, "pid", "fd", "path")), 30);
    }

    @Test
    void showsAProgramThatIsDeleted() throws IOException {
        assertThat(rows("files"))
                .filteredOn(row -> row.text("fd").equals("exe"))
                .filteredOn(row -> row.flag("deleted"))
                .singleElement()
                .satisfies(row -> assertThat(row.text("path")).startsWith("/tmp/busybox-gone"));
    }

    @Test
    void showsTheMappingsThatTheGuestLists() throws IOException {
        assertShown("maps", lines(rows("maps").stream(), ViewMatrixTest::mapping), 100);
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

    @Test
    void showsTheMountsThatTheGuestLists() throws IOException {
        Stream<Row> ofInit = rows("mounts").stream().filter(ViewMatrixTest::isOfInit);
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

    @Test
    void showsTheMountsOfAnotherNamespace() throws IOException {
        List<String> ofInit =
                rows("mounts").stream()
                        .filter(ViewMatrixTest::isOfInit)
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

    @Test
    void showsTheInterfacesThatTheGuestLists() throws IOException {
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

    @Test
    void showsTheProbesThatTheGuestLists() throws IOException {
        assertShown(
                "kprobes",
                lines(rows("kprobes").stream(), row -> row.text("address").substring(2)),
                0);
    }

    @Test
    void showsTheTracedFunctionsThatTheGuestLists() throws IOException {
        assertShown(
                "ftrace-functions",
                lines(
                        rows("ftrace-functions").stream(),
                        row -> row.text("symbol").replaceAll("\\+0x[0-9a-f]+$", "")),
                0);
    }

    @Test
    void showsTheFilesInMemoryThatTheGuestLists() throws IOException {
        Stream<Row> mounted =
                rows("cached-files").stream().filter(row -> row.text("path").startsWith("/mnt/"));
        assertShown("cached-files", lines(mounted, row -> words(row, "size", "inode", "path")), 3);
    }

    @Test
    void takesOutTheContentsThatTheGuestHas() throws IOException {
        assertThat(guest.extracts().sum("numbers")).isEqualTo(guest.sumOf("/mnt/numbers"));
        assertThat(guest.extracts().sum("holes")).isEqualTo(guest.sumOf("/mnt/holes"));
        assertThat(guest.extracts().sum("stack")).isEqualTo(guest.sumOfStack());
        assertThat(guest.extracts().mode("module")).isEqualTo("rw-------");
    }

    @Test
    void showsWhatTheGuestListsInProcfs() throws IOException {
        Stream<Row> ofAll =
                rows("procfs-entries").stream().filter(row -> row.field("netns").isNull());
        assertShown("procfs-entries", lines(ofAll, row -> row.text("path")), 200);
        assertThat(rows("procfs-entries"))
                .extracting(row -> row.text("owner"))
                .doesNotContain("unknown");
    }

    @Test
    void showsTheProbesInProgramsThatTheGuestLists() throws IOException {
        assertShown(
                "uprobes", lines(rows("uprobes").stream(), row -> words(row, "path", "offset")), 0);
    }

    @Test
    void showsTheSwapThatTheGuestLists() throws IOException {
        assertShown(
                "swap",
                lines(
                        rows("swap").stream(),
                        row -> words(row, "path", "type", "size", "used", "priority")),
                0);
    }

    @Test
    void showsTheControlGroupsThatTheGuestLists() throws IOException {
        Stream<Row> inner =
                rows("cgroups").stream()
                        .filter(row -> row.number("hierarchy") == 0)
                        .filter(row -> !row.text("path").equals("/"));
        assertShown("cgroups", lines(inner, ViewMatrixTest::group), 1);
    }

    private static String group(Row row) {
        String pids =
                row.field("pids")
                        .valueStream()
                        .map(pid -> pid.asString())
                        .collect(Collectors.joining(" "));
        return (words(row, "path", "id") + " " + pids).strip();
    }

    @Test
    void showsTheKeysThatTheGuestLists() throws IOException {
        Stream<Row> keys = rows("keys").stream();
        guest.said("keys").assertAmong(lines(keys, ViewMatrixTest::key), 3);
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

    @Test
    void showsWhoTheGuestSaysIsLoggedIn() throws IOException {
        assertShown("users", lines(rows("users").stream(), row -> words(row, "user", "host")), 0);
    }

    @Test
    void showsTheTimersThatTheGuestLists() throws IOException {
        Stream<Row> precise =
                rows("timers").stream().filter(row -> row.text("kind").equals("hrtimer"));
        guest.said("timers").assertAmong(lines(precise, row -> row.text("symbol")), 1);
    }

    @Test
    void showsTheWorkQueuesThatTheGuestLists() throws IOException {
        guest.said("work-queues")
                .assertAmong(lines(rows("work-queues").stream(), row -> row.text("name")), 0);
    }

    @Test
    void knowsWhoseEachFunctionIsThatTheKernelCalls() throws IOException {
        for (String view : List.of("timers", "works", "operations", "perf-events")) {
            assertThat(rows(view))
                    .as(view)
                    .extracting(row -> row.text("owner"))
                    .doesNotContain("unknown");
        }
    }

    @Test
    void findsEverySystemCallLeadingWhereItShould() throws IOException {
        assertThat(rows("syscalls")).hasSizeGreaterThan(300);
        assertThat(rows("syscalls")).filteredOn(row -> !row.flag("asExpected")).isEmpty();
    }
}
