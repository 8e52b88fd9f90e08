package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.sandbox.tools.InstalledPackages;
import dev.yagura.sandbox.tools.ToolsTree;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A guest whose every program, library and script is a trap, and tools to run beside it. */
abstract class SandboxFixture {
    static final Limits LIMITS = new Limits(60, 256L << 20, 32L << 20, Duration.ofSeconds(20));

    @TempDir static Path shared;
    static ToolsTree tools;
    static Path guest;

    @TempDir Path folder;
    Path written;
    Outcome outcome = new Outcome(-1, Outcome.Ending.ITSELF, List.of());
    String out = "";

    @BeforeAll
    static void makeGuestAndTools() throws IOException {
        HostTool.run("bwrap", "--version");
        HostTool.run("cc", "--version");
        tools =
                InstalledPackages.tree(
                        Files.createDirectory(shared.resolve("tools")),
                        Files.createDirectory(shared.resolve("work")),
                        "coreutils",
                        "dash",
                        "findutils",
                        "grep",
                        "hostname",
                        "iproute2",
                        "mawk",
                        "net-tools",
                        "perl-base",
                        "procps",
                        "sed",
                        "util-linux");
        guest =
                TrapGuest.make(
                        Files.createDirectory(shared.resolve("guest")),
                        Files.createDirectory(shared.resolve("traps")));
    }

    @BeforeEach
    void makeFolders() throws IOException {
        written = Files.createDirectory(folder.resolve("written"));
    }

    /** Whatever a test does: nothing of the guest ran, and nothing of it changed. */
    @AfterEach
    void noTrapIsSprung() throws IOException {
        assertThat(written.resolve(TrapGuest.MARKER)).doesNotExist();
        try (Stream<Path> files = Files.list(guest.resolve("tmp"))) {
            assertThat(files).isEmpty();
        }
    }

    void shell(String script) throws IOException {
        start(LIMITS, "sh", "-c", script);
    }

    void perl(String script) throws IOException {
        start(LIMITS, "perl", "-e", script);
    }

    void start(Limits limits, String program, String... arguments) throws IOException {
        outcome =
                new Sandbox(tools, guest, "watched", limits, Optional.of(written))
                        .run(
                                program(program),
                                new ArrayList<>(List.of(arguments)),
                                stdio(),
                                new CompletableFuture<>());
        out = Files.readString(folder.resolve("out"), ISO_8859_1);
    }

    Stdio stdio() {
        return new Stdio.Files(folder.resolve("out"), folder.resolve("err"));
    }

    static String program(String name) {
        return tools.program(name).orElseThrow();
    }
}
