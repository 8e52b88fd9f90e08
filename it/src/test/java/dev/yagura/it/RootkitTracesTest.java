package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.it.ToolsGuest.State;
import dev.yagura.sandbox.report.KnownTool;
import dev.yagura.sandbox.report.ToolFinding;
import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Acceptance: unmodified tools on a whole Debian, by its core and its encrypted disk. They say of a
 * clean one what they say in it, find the traces of a rootkit, and none of the guest's programs is
 * run; also by the preload library alone.
 *
 * <p>Takes half an hour, so it runs only where {@code -Dyagura.tools=DIR} names a tools tree, or
 * where to build one.
 */
@Tag("guest")
@EnabledIfSystemProperty(named = ToolsGuest.TOOLS, matches = ".+")
class RootkitTracesTest {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static final List<List<String>> TRAPPED_TOOLS =
            List.of(
                    List.of("netstat", "-anp"),
                    List.of("ps", "aux"),
                    List.of("lsof", "-n"),
                    List.of("chkrootkit"),
                    List.of("unhide", "quick"),
                    List.of("debsums", "-s"),
                    List.of("rkhunter", "--check", "--skip-keypress", "--nocolors"),
                    List.of("lynis", "audit", "system", "--no-colors", "--quick"));

    private static @Nullable ToolsGuest observed;

    @TempDir private Path folder = Path.of("");

    @BeforeAll
    static void run() throws IOException {
        observed = ToolsGuest.run();
    }

    @AfterAll
    static void delete() throws IOException {
        if (observed != null) {
            observed.close();
        }
    }

    private static ToolsGuest guest() {
        if (observed == null) {
            throw new IllegalStateException("the guest was not run");
        }
        return observed;
    }

    @Test
    void chkrootkitSaysOfACleanGuestWhatItSaysInIt() throws IOException {
        Row row = exec(State.CLEAN, "chkrootkit");

        assertThat(row.text("version")).isEqualTo(guest().version());
        assertThat(masked(row.text("output"))).containsExactlyElementsOf(masked(guest().inside()));
        assertThat(findings(row))
                .isEqualTo(
                        KnownTool.CHKROOTKIT.findings(guest().inside()).stream()
                                .map(ToolFinding::text)
                                .toList());
    }

    /** Numbers of processes are those of another moment. */
    private static List<String> masked(String output) {
        return output.lines()
                .map(line -> line.replaceAll("\\[\\d+]", "[N]").replaceAll("\\s+", " ").strip())
                .toList();
    }

    @Test
    void chkrootkitFindsThemAll() throws IOException {
        Row row = exec(State.INFECTED, "chkrootkit");

        assertFinds(row.text("output"), findings(row));
    }

    private static void assertFinds(String output, List<String> findings) {
        assertThat(output.lines()).containsAll(ToolsGuest.FILES);
        assertThat(output).contains("chkdirs...       not found", "OSX_RSPLUG'...");
        assertThat(findings)
                .anyMatch(text -> text.contains("infected ports: " + ToolsGuest.PORT))
                .anyMatch(text -> text.contains("1 process hidden for readdir"))
                .anyMatch(text -> text.matches("\\w+: PROMISC .*"))
                .anyMatch(text ->
                        text.matches(
                                ".*PACKET SNIFFER\\(/usr/bin/perl\\[%d]\\).*"
                                        .formatted(guest().sniffer())))
                .filteredOn(text -> text.matches(".*(suspicious files|rootkit installed).*"))
                .hasSize(ToolsGuest.FILES.size());
    }

    @ParameterizedTest
    @CsvSource({"quick", "checkproc"})
    void unhideFindsTheProcess(String test) throws IOException {
        assertThat(findings(exec(State.INFECTED, "unhide", test)))
                .containsExactly("Found HIDDEN PID: " + guest().hidden());
        assertThat(findings(exec(State.CLEAN, "unhide", test))).isEmpty();
    }

    @Test
    void debsumsFindsTheChangedProgram() throws IOException {
        assertThat(findings(exec(State.INFECTED, "debsums", "-s")))
                .filteredOn(text -> !text.contains("missing file"))
                .singleElement()
                .asString()
                .contains("changed file " + ToolsGuest.CHANGED);
    }

    @Test
    void aideFindsWhatHasChangedSinceItsDatabase() throws IOException {
        String script =
                """
                printf 'database_in=file:/tmp/db\\ndatabase_out=file:/tmp/db\\n/etc p+sha256\\n' >/tmp/conf
                aide -c /tmp/conf --init; echo mallory >>/etc/passwd; : >/etc/new; aide -c /tmp/conf --check
                """;

        String output = exec(State.CLEAN, "sh", "-c", script).text("output");

        assertThat(KnownTool.AIDE.findings(output).stream().map(ToolFinding::text))
                .anyMatch(text -> text.matches("f\\+.*: /etc/new"))
                .anyMatch(text -> text.matches("f .*: /etc/passwd"))
                .filteredOn(text -> text.startsWith("f"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "System checks summary, rkhunter --check --skip-keypress --nocolors",
        "Hardening index, lynis audit system --no-colors --quick",
    })
    void longAuditsRunToTheirEnd(String end, String command) throws IOException {
        Row row = exec(State.CLEAN, command.split(" ", -1));

        assertThat(row.text("output")).contains(end);
        assertThat(row.flag("recognised")).isTrue();
        assertThat(
                        row.text("output")
                                .lines()
                                .filter(line -> line.matches(".*(: not found|rror:).*")))
                .isEmpty();
    }

    /** A trap works: called on this host, it says so. */
    @Test
    void noneOfTheGuestsProgramsIsRun() throws IOException {
        Path guest = Files.createDirectory(folder.resolve("guest"));
        Path traps = Files.createDirectory(folder.resolve("traps"));
        try (Yagura.Run mount = mount(State.CLEAN, guest)) {
            springNone(guest, traps);
            assertThat(mount.process().isAlive()).isTrue();
            // A mount that has lost its server would stay.
            mount.process().destroy();
            mount.await();
        }
    }

    private void springNone(Path guest, Path traps) throws IOException {
        try (TrappedFiles trapped = TrappedFiles.over(guest, traps)) {
            assertThat(trapped.count()).isGreaterThan(1000);
            assertThat(HostTool.text(LIMIT, List.of(trapped.root() + "/usr/bin/ls")))
                    .isEqualTo("sprung\n");
            Files.deleteIfExists(Path.of("/tmp/" + TrappedFiles.MARKER));
            for (List<String> tool : TRAPPED_TOOLS) {
                Path written = folder.resolve(tool.getFirst());
                Row row = row(List.of("dir:" + trapped.root(), "--keep", written.toString()), tool);
                assertThat(row.text("output"))
                        .as(tool.toString())
                        .isNotEmpty()
                        .doesNotContain(TrappedFiles.MARKER);
                try (Stream<Path> all = Files.walk(written)) {
                    assertThat(all)
                            .as(tool.toString())
                            .noneMatch(path -> path.endsWith(TrappedFiles.MARKER));
                }
            }
            assertThat(Path.of("/tmp", TrappedFiles.MARKER)).doesNotExist();
        }
    }

    @Test
    void theLibraryAloneDoesTheSame() throws IOException {
        Path socket = Files.createDirectory(folder.resolve("s")).resolve("view");
        try (Yagura.Run server = mount(State.INFECTED, Path.of("unix:" + socket))) {
            LibraryAlone alone = new LibraryAlone(guest().tools(), socket);

            for (String tool : List.of("netstat -anp", "ps aux", "lsof -n -P")) {
                assertThat(alone.shell(tool + " 2>/dev/null; true").lines().toList())
                        .as(tool)
                        .containsExactlyElementsOf(
                                exec(State.INFECTED, "sh", "-c", tool + " 2>/dev/null; true")
                                        .text("output")
                                        .lines()
                                        .toList());
            }
            String output = alone.shell("chkrootkit 2>&1");
            assertFinds(
                    output,
                    KnownTool.CHKROOTKIT.findings(output).stream().map(ToolFinding::text).toList());
            assertThat(server.process().isAlive()).isTrue();
        }
    }

    private static Yagura.Run mount(State state, Path where) throws IOException {
        List<String> words = new ArrayList<>(List.of("mount"));
        words.addAll(guest().words(state));
        words.add(where.toString());
        Yagura.Run run = Yagura.HERE.start(words.toArray(String[]::new));
        run.awaitLine(where.toString());
        return run;
    }

    private static List<String> findings(Row row) {
        return row.field("findings").valueStream().map(f -> f.get("text").asString()).toList();
    }

    private static Row exec(State state, String... command) throws IOException {
        Row row = row(guest().words(state), List.of(command));
        assertThat(row.flag("complete")).as(row.toString()).isTrue();
        return row;
    }

    private static Row row(List<String> vm, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(List.of("exec"));
        words.addAll(vm);
        words.addAll(List.of("--tools", guest().tools().toString(), "--json", "--"));
        words.addAll(command);
        Yagura.Result result = Yagura.HERE.run(LIMIT, words.toArray(String[]::new));
        assertThat(result.status()).as(result.toString()).isLessThanOrEqualTo(1);
        assertThat(result.errors())
                .as("words of a loader that finds no library of the tools")
                .doesNotContain("error while loading shared libraries");
        return result.rows().getFirst();
    }
}
