package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.sandbox.tools.InstalledPackages;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestObservation;
import dev.yagura.testkit.guest.GuestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * {@code yagura exec} on a VM that is named: a tool sees that VM, and nothing of the run is left,
 * however it ends.
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class ExecTest {
    /** A tool that says that it runs, and would run for ever. Its number is no other process's. */
    private static final String FOREVER =
            "echo runs; exec sleep 4711" + ProcessHandle.current().pid();

    @TempDir private static Path shared;
    private static Path tools = Path.of("");
    private static Path core = Path.of("");
    private static Set<String> processes = Set.of();

    private Set<Path> foldersBefore = Set.of();

    @BeforeAll
    static void prepare() throws IOException {
        Requirement.root();
        Requirement.tool("bwrap", "bubblewrap");
        Requirement.tool("cc", "gcc");
        tools = Files.createDirectory(shared.resolve("tools"));
        InstalledPackages.tree(
                tools,
                Files.createDirectory(shared.resolve("work")),
                "coreutils",
                "dash",
                "procps");
        core = shared.resolve("core");
        Guest guest = SharedGuest.get();
        GuestObservation<Path> observation =
                guest.observe(() -> {
                    guest.dumpGuestMemory(core);
                    return core;
                });
        processes =
                observation.processes().stream()
                        .map(ExecTest::line)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String words(String line) {
        return line.strip().replaceAll(" +", " ");
    }

    private static String line(GuestProcess process) {
        return "%d %d %d".formatted(process.pid(), process.ppid(), process.uid());
    }

    @BeforeEach
    void listFolders() throws IOException {
        foldersBefore = foldersOfRuns();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(foldersOfRuns()).isEqualTo(foldersBefore);
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain("yagura-exec-");
        assertThat(ProcessHandle.allProcesses().map(ProcessHandle::info))
                .noneMatch(info ->
                        info.commandLine()
                                .filter(line ->
                                        line.endsWith(FOREVER.substring(FOREVER.indexOf("sleep"))))
                                .isPresent());
    }

    private static Set<Path> foldersOfRuns() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("yagura-exec-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void aToolSeesTheProcessesOfTheVmThatIsNamed() throws IOException {
        Row row =
                exec("--json", "--", "ps", "-eo", "pid=,ppid=,uid=")
                        .await()
                        .exits(0)
                        .rows()
                        .getFirst();

        assertThat(row.text("kind")).isEqualTo("tool");
        assertThat(row.text("vm")).isEqualTo("core");
        assertThat(row.text("enclave")).isEqualTo("simulated");
        assertThat(row.flag("complete")).isTrue();
        assertThat(row.text("output").lines().map(ExecTest::words))
                .containsExactlyInAnyOrderElementsOf(processes);
    }

    /** As in a library OS: nothing is mounted, and the tool has a socket. */
    @Test
    void theLibraryAloneSeesThemByASocket() throws IOException {
        Path socket = Files.createDirectory(shared.resolve("socket")).resolve("view");
        try (Yagura.Run server = Yagura.HERE.start("mount", "file:" + core, "unix:" + socket)) {
            server.awaitLine("unix:" + socket);

            assertThat(new LibraryAlone(tools, socket).shell("ps -eo pid=,ppid=,uid=").lines())
                    .extracting(ExecTest::words)
                    .containsExactlyInAnyOrderElementsOf(processes);

            Signals.send("INT", server.process().pid());
            server.await().exits(130);
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void aToolEndsWhenTheEnclaveIsLost() throws IOException {
        try (Yagura.Run run = exec("--", "sh", "-c", FOREVER)) {
            run.awaitLine("runs");
            run.process()
                    .descendants()
                    .filter(child ->
                            child.info().commandLine().orElse("").contains("dev.yagura.enclave/"))
                    .forEach(ProcessHandle::destroyForcibly);

            assertThat(run.await().exits(3).errors())
                    .contains("sh: ended: the VM's files are lost: ");
        }
    }

    @Test
    void aToolEndsWithTheCommand() throws IOException {
        try (Yagura.Run run = exec("--", "sh", "-c", FOREVER)) {
            run.awaitLine("runs");
            Signals.send("INT", run.process().pid());

            assertThat(run.await().exits(130).errors()).doesNotContain("lost");
        }
    }

    private static Yagura.Run exec(String... words) throws IOException {
        return Yagura.HERE.start(
                Stream.concat(
                                Stream.of("exec", "file:" + core, "--tools", tools.toString()),
                                Stream.of(words))
                        .toArray(String[]::new));
    }
}
