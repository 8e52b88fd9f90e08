package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real QEMU without a kernel: it stays at reset, or runs its firmware after {@code cont}.
 *
 * <p>The test's own QMP conversation is over standard input and output, so the QMP socket is free
 * for the code under test. QEMU greets there when it is ready.
 */
public final class TestQemu implements AutoCloseable {
    private static final String PROGRAM = "qemu-system-x86_64";

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private final Path directory;

    private TestQemu(Process process, Path directory) throws IOException {
        this.process = process;
        this.directory = directory;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        this.commands = process.outputWriter(UTF_8);
        String greeting = answers.readLine();
        if (greeting == null || !greeting.contains("QMP")) {
            throw new IOException("qemu did not start; its errors are above");
        }
        execute("{\"execute\": \"qmp_capabilities\"}");
    }

    /** Fails where the tools must be there, and skips the test elsewhere. */
    public static void require() {
        boolean there =
                List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(path -> Files.isExecutable(Path.of(path, PROGRAM)));
        if (!there && Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError(PROGRAM + " is missing (apt-get install qemu-system-x86)");
        }
        Assumptions.assumeTrue(there, PROGRAM + " is missing (apt-get install qemu-system-x86)");
    }

    /** Starts QEMU at reset, with a QMP socket at {@link #qmpSocket}. */
    public static TestQemu start(Path directory, String... arguments) throws IOException {
        return launch(directory, List.of(), true, arguments);
    }

    /** Starts QEMU without a QMP socket. */
    public static TestQemu startWithoutQmp(Path directory, String... arguments) throws IOException {
        return launch(directory, List.of(), false, arguments);
    }

    /** Starts QEMU by way of another program, which must execute it in its own process. */
    public static TestQemu launch(
            Path directory, List<String> wrapper, boolean withQmp, String... arguments)
            throws IOException {
        require();
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(PROGRAM, "-S", "-display", "none", "-nodefaults", "-accel", "tcg"));
        if (withQmp) {
            command.addAll(
                    List.of("-qmp", "unix:" + directory.resolve("q") + ",server=on,wait=off"));
        }
        command.addAll(List.of(arguments));
        command.addAll(List.of("-qmp", "stdio"));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            return new TestQemu(process, directory);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    public long pid() {
        return process.pid();
    }

    public Path qmpSocket() {
        return directory.resolve("q");
    }

    /** Runs one QMP command and returns its answer; events are passed over. */
    public String execute(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        while (true) {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("qemu ended");
            }
            if (line.contains("\"return\"")) {
                return line;
            }
            if (line.contains("\"error\"")) {
                throw new IOException(line);
            }
        }
    }

    public boolean isRunning() throws IOException {
        return execute("{\"execute\": \"query-status\"}").contains("\"running\": true");
    }

    /** Returns guest-physical memory as QEMU itself saves it. */
    public byte[] savedMemory(long gpa, int lengthBytes) throws IOException {
        Path file = directory.resolve("saved");
        execute(
                "{\"execute\": \"pmemsave\", \"arguments\": {\"val\": %d, \"size\": %d, \"filename\": \"%s\"}}"
                        .formatted(gpa, lengthBytes, file));
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    /** Sends QEMU a signal, as {@code kill} names it: {@code -STOP}. */
    public void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill %s %d failed".formatted(signal, pid()));
        }
    }

    /** Kills QEMU and returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
