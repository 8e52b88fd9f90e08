package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuCommandTest {
    private static final int LIMIT_SECONDS = 60;

    @TempDir private Path parent;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNothingRunning() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void endsWithItsOwnerAndTakesItsFilesAlong()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path directory = Files.createDirectory(parent.resolve("guest"));
        Files.createFile(directory.resolve("ram"));
        Process owner = new ProcessBuilder("true").start();
        assertThat(owner.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        endStandardInput(start(directory, owner.pid()));

        assertThat(directory).doesNotExist();
    }

    @Test
    void leavesTheFilesToAnOwnerThatLives()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path directory = Files.createDirectory(parent.resolve("guest"));

        endStandardInput(start(directory, ProcessHandle.current().pid()));

        assertThat(directory).exists();
    }

    @Test
    void doublesCommasForQemu() {
        assertThat(QemuCommand.escaped(Path.of("/a,b"))).isEqualTo("/a,,b");
    }

    /** Starts a stand-in for QEMU that runs until it is killed, and says when it runs. */
    private Process start(Path directory, long ownerPid) throws IOException {
        List<String> endless =
                List.of("/bin/sh", "-c", "echo up; sleep 1000; :", "x", directory + "/ram");
        Process process =
                new ProcessBuilder(QemuCommand.kept(directory, ownerPid, endless)).start();
        started.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        return process;
    }

    private static void endStandardInput(Process process)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        List<ProcessHandle> children = process.descendants().toList();
        process.getOutputStream().close();

        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        for (ProcessHandle child : children) {
            if (child.info().arguments().map(List::of).orElse(List.of()).contains("1000")) {
                child.destroyForcibly(); // the stand-in's own child, which QEMU has none of
            }
            child.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
