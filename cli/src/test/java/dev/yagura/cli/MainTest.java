package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.watch.Views;
import dev.yagura.kernel.table.TableInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutACommandItSaysHowToCallIt() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("missing COMMAND").contains("Usage: yagura");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "doctor",
                "vms",
                "show",
                "scan",
                "fs",
                "baseline",
                "list",
                "explain",
                "rules",
                "module",
                "attest",
                "agent",
                "enclave",
                "completion"
            })
    void everyCommandExplainsItself(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Usage: yagura " + command);
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("  " + command);
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(pom).contains("<version>" + Version.NUMBER + "</version>");
        assertThat(out.toString()).contains("yagura " + Version.NUMBER);
    }

    @Test
    void bashCanReadTheCompletionScript() throws Exception {
        assertThat(run("completion", "bash")).isEqualTo(ExitCode.OK);
        Path script = Files.writeString(folder.resolve("completion"), out.toString());

        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source \"$1\"; COMP_WORDS=(yagura sc); COMP_CWORD=1;"
                                        + " _complete_yagura; echo \"${COMPREPLY[@]}\"",
                                "bash",
                                script.toString())
                        .redirectErrorStream(true)
                        .start();
        String completed = new String(bash.getInputStream().readAllBytes(), UTF_8);

        assertThat(bash.waitFor()).isZero();
        assertThat(completed.strip()).isEqualTo("scan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xen:dom0", "agent:nowhere", "pcap:a.pcap", "disk:a,format=vdi", ""})
    void aVmOfNoKnownFormIsWrongUsage(String vm) {
        assertThat(run("show", vm, "processes")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("yagura: VM").contains("expected");
    }

    @Test
    void everyViewIsListedAndExplained() {
        assertThat(run("list", "views", "--json")).isEqualTo(ExitCode.OK);
        List<String> listed = out.toString().lines().toList();

        assertThat(listed).hasSameSizeAs(Views.names());
        for (TableInfo table : Views.all()) {
            assertThat(table.name()).matches("[a-z]+(-[a-z]+)*");
            assertThat(table.title()).isNotBlank();
            assertThat(run("explain", table.name())).isEqualTo(ExitCode.OK);
            assertThat(table.columns()).as(table.name()).anyMatch(column -> column.brief());
            for (var column : table.columns()) {
                assertThat(column.name()).as(table.name()).matches("[a-z][A-Za-z0-9]*");
                assertThat(out.toString()).contains(column.name(), column.meaning());
            }
        }
    }

    @Test
    void aTreeOfAnythingButProcessesIsWrongUsage() {
        assertThat(run("show", "web", "modules", "--tree")).isEqualTo(ExitCode.USAGE);
        assertThat(run("show", "web", "processes", "--tree", "--json")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--tree is for the table of processes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show web memory --write F",
                "show web memory --pid 1 --write F",
                "show web memory --pid 1 --address 12 --write F",
                "show web memory --pid 1 --address 0x1 --map x --write F",
                "show web module --name tun",
                "show web module --name tun --pid 1 --write F",
                "show web framebuffer --write F",
                "show web framebuffer --name fb0 --pid 1 --write F",
                "show web cached-file --write F",
                "show web cached-file --path /x --name y --write F",
                "show web processes --write F"
            })
    void contentsMustBeNamedWholeAndRight(String words) {
        String file = folder.resolve("F").toString();
        assertThat(run(words.replace("F", file).split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("F")).doesNotExist();
    }

    @Test
    void contentsOverwriteNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("mine"), "mine");
        String[] command = {"show", "web", "module", "--name", "tun", "--write", file.toString()};

        assertThat(run(command)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("is there already");
        assertThat(file).hasContent("mine");
    }

    @Test
    void anUnknownViewIsWrongUsageAndNamesTheKnownOnes() {
        assertThat(run("show", "web", "procesess")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("view is \"procesess\", expected one of ")
                .contains(Views.names());
    }

    @Test
    void aMissingDumpIsNamed() {
        Path missing = folder.resolve("none.raw");

        assertThat(run("show", "file:" + missing, "processes", "--unprotected"))
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString()).contains(missing.toString()).contains("no such file");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aRemoteAgentIsNotBelievedWithoutAKey() {
        assertThat(run("show", "agent:localhost:1", "processes")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("needs --peer-key or --peer-policy");
    }

    @Test
    void unprotectedAndRemoteContradictEachOther() {
        assertThat(run("scan", "agent:localhost:1", "--unprotected")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("agent:localhost:1 is elsewhere");
    }

    @Test
    void anAgentServesEachVmItIsTold() throws IOException {
        Path dump = Files.write(folder.resolve("guest.raw"), new byte[4096]);
        Path policy = Files.writeString(folder.resolve("policy.json"), "{}");
        String socket = "unix:" + folder.resolve("agent.sock");
        String[] known = {
            "agent", "--listen", socket, "--policy", policy.toString(), "--vm", "file:" + dump
        };
        for (String wrong : List.of("nobody-runs-this", "file:" + folder.resolve("none"))) {
            List<String> args = new ArrayList<>(List.of(known));
            args.addAll(List.of("--vm", wrong));

            assertThat(run(args.toArray(String[]::new))).isNotEqualTo(ExitCode.OK);
            assertThat(err.toString()).contains(wrong.replace("file:", ""));
        }
        assertThat(
                        run(
                                "agent",
                                "--listen",
                                socket,
                                "--policy",
                                policy.toString(),
                                "--vm",
                                "agent:h:1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("h:1 is not on this host");
        assertThat(out.toString()).as("no agent started").isEmpty();
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out), new PrintWriter(err, true));
    }
}
