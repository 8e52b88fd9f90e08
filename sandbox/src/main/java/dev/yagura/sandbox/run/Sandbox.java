package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.yagura.sandbox.host.HostProgram;
import dev.yagura.sandbox.tools.ToolsTree;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where tools run: a guest's files and the tools, and nothing of this host.
 *
 * <p>A tool sees the guest's tree at {@code /}, writable, yet what it writes goes to memory of its
 * own, and its {@code /proc} and {@code /sys} as they are. Nothing there can be executed, by the
 * mounts of the kernel; only the tools can, at {@link ToolsTree#MOUNT}. It has no network, no
 * rights but to read what it would as root, and no way to more.
 *
 * <p>Safe for concurrent use; each run has a sandbox of its own.
 */
public final class Sandbox {
    /** What stage of the set-up failed, if one did. */
    private static final String FAILURE = "failed";

    /** What bubblewrap says of the tool, if it came to run it. */
    private static final String STATUS = "status";

    /** What a shell, and the JVM, add to the number of the signal that ended a process. */
    private static final int SIGNAL = 128;

    private final ToolsTree tools;
    private final Path guest;
    private final String hostName;
    private final Limits limits;
    private final Optional<Path> keep;

    /**
     * Describes a sandbox.
     *
     * @param guest the guest's tree, with its {@code proc} and {@code sys} if they are known
     * @param hostName the guest's
     * @param keep a folder that receives what the tool writes; else it is lost when the tool ends
     */
    public Sandbox(
            ToolsTree tools, Path guest, String hostName, Limits limits, Optional<Path> keep) {
        this.tools = tools;
        this.guest = guest;
        this.hostName = hostName;
        this.limits = limits;
        this.keep = keep;
    }

    /**
     * Runs a tool to its end. The calling thread has to live as long: the tool ends with it.
     *
     * @param program path in the sandbox, of {@link ToolsTree#program}
     * @param stdio where its input comes from and its output goes
     * @param stop completes, with the reason, if the tool is to be ended before its end; never
     *     exceptionally
     * @throws SandboxException if the sandbox cannot be set up
     */
    public Outcome run(
            String program, List<String> arguments, Stdio stdio, CompletableFuture<String> stop)
            throws IOException {
        HostProgram.require("bwrap", "bubblewrap");
        HostProgram shell = HostProgram.require("sh", "dash");
        Path work = Files.createTempDirectory("yagura-sandbox-");
        try (ControlGroup group = ControlGroup.create(limits).orElse(null)) {
            if (group == null && isRoot()) {
                throw new SandboxException(
                        "root's processes can be limited by control groups only, and /sys/fs/cgroup"
                                + " has none to write to: run as an ordinary user");
            }
            Files.write(work.resolve("filter"), SystemCallFilter.program());
            List<String> command = new ArrayList<>();
            command.addAll(List.of("-c", script("enter.sh"), "enter", work.toString()));
            command.add(group == null ? "" : lines(group.folders()));
            command.add(script("mounts.sh"));
            command.addAll(List.of(guest.toRealPath().toString(), tools.root().toString()));
            command.add(hostName);
            command.add(Long.toString(limits.writtenBytes()));
            command.add(Integer.toString(limits.processes()));
            command.add(group == null ? Long.toString(limits.memoryBytes()) : "");
            command.add(keep.map(folder -> folder.toAbsolutePath().toString()).orElse(""));
            command.add(program);
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(shell.command(command));
            stdio.apply(builder);
            return await(builder.start(), work, group, stop);
        } finally {
            delete(work);
        }
    }

    private Outcome await(
            Process process,
            Path work,
            @Nullable ControlGroup group,
            CompletableFuture<String> stop)
            throws IOException {
        Outcome.Ending ending = awaitEnd(process, stop);
        Path failure = work.resolve(FAILURE);
        if (Files.exists(failure)) {
            throw new SandboxException("sandbox: " + Files.readString(failure, UTF_8).strip());
        }
        if (ending == Outcome.Ending.ITSELF && !wasRun(process, work)) {
            throw new SandboxException("sandbox: bubblewrap could not set it up; it has said why");
        }
        List<String> remarks = new ArrayList<>();
        switch (ending) {
            case ITSELF -> {}
            case TIME_UP ->
                    remarks.add(
                            "ended after %d s: its time was up"
                                    .formatted(limits.time().toSeconds()));
            case STOPPED -> remarks.add("ended: " + stop.join());
        }
        remarks.addAll(limitsMet(group));
        return new Outcome(process.exitValue(), ending, remarks);
    }

    /** A signal to bubblewrap itself, as Ctrl-C is, ends the tool before bubblewrap can say so. */
    private static boolean wasRun(Process process, Path work) throws IOException {
        return process.exitValue() > SIGNAL
                || Files.readString(work.resolve(STATUS), UTF_8).contains("exit-code");
    }

    /** Waits until the tool ends, or has to be ended. */
    private Outcome.Ending awaitEnd(Process process, CompletableFuture<String> stop)
            throws IOException {
        Outcome.Ending ending;
        try {
            CompletableFuture.anyOf(process.onExit(), stop)
                    .get(limits.time().toMillis(), TimeUnit.MILLISECONDS);
            ending = process.isAlive() ? Outcome.Ending.STOPPED : Outcome.Ending.ITSELF;
        } catch (TimeoutException e) {
            ending = Outcome.Ending.TIME_UP;
        } catch (ExecutionException e) {
            process.destroyForcibly();
            throw new IllegalStateException("stop completed exceptionally", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
        if (ending != Outcome.Ending.ITSELF) {
            process.destroyForcibly().onExit().join();
        }
        return ending;
    }

    private List<String> limitsMet(@Nullable ControlGroup group) {
        List<String> remarks = new ArrayList<>();
        if (group != null && group.processesRefused() > 0) {
            remarks.add(
                    "held at %d processes: %d more could not be started"
                            .formatted(limits.processes(), group.processesRefused()));
        }
        if (group != null && group.processesKilledForMemory() > 0) {
            remarks.add(
                    "held at %d MiB of memory: %d processes were ended for it"
                            .formatted(
                                    limits.memoryBytes() >> 20, group.processesKilledForMemory()));
        }
        return remarks;
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static String lines(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(joining("\n"));
    }

    private static String script(String name) throws IOException {
        try (InputStream in = Sandbox.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("resource " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static void delete(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
