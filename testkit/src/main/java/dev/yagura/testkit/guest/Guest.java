package dev.yagura.testkit.guest;

import dev.yagura.testkit.host.Deadline;
import dev.yagura.testkit.host.FileTree;
import dev.yagura.testkit.host.Json;
import dev.yagura.testkit.host.TimedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running guest: a real kernel under QEMU with software emulation.
 *
 * <p>Boots in 5 to 15 seconds. Ends with {@link #close()}, and at the latest with this JVM, however
 * that ends. Safe for concurrent use, but a command waits for the one before it.
 */
public final class Guest implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(3);
    private static final int END_LIMIT_SECONDS = 10;
    private static final int MAX_LOOKS = 20;

    /** A copy in the guest's memory, made once: under emulation the kernel is slow to print it. */
    private static final String SYMBOLS = "/run/kallsyms";

    private static final String COPY_SYMBOLS =
            "[ -s %1$s ] || cat /proc/kallsyms >%1$s; ".formatted(SYMBOLS);
    private static final Pattern SYMBOL_NAME = Pattern.compile("[A-Za-z0-9_.$]+");

    private final GuestSpec spec;
    private final GuestFiles files;
    private final Process process;
    private final GuestShell shell;
    private final QemuMonitor monitor;

    private Guest(
            GuestSpec spec,
            GuestFiles files,
            Process process,
            GuestShell shell,
            QemuMonitor monitor) {
        this.spec = spec;
        this.files = files;
        this.process = process;
        this.shell = shell;
        this.monitor = monitor;
    }

    /**
     * Boots a guest and waits until it answers.
     *
     * @throws GuestBootException if QEMU or the guest ends, or does not answer in time
     * @throws IOException if the host lacks QEMU or a static busybox, or a module is missing
     */
    public static Guest boot(GuestSpec spec) throws IOException {
        GuestFiles files = GuestFiles.create();
        boolean booted = false;
        try {
            String token = UUID.randomUUID().toString();
            Initramfs.write(files.initramfs(), spec, token);
            Guest guest = start(spec, files, token);
            RunningGuests.add(guest);
            booted = true;
            return guest;
        } finally {
            if (!booted) {
                FileTree.delete(files.directory());
            }
        }
    }

    private static Guest start(GuestSpec spec, GuestFiles files, String token) throws IOException {
        Deadline boot = Deadline.in(spec.bootLimit());
        try (PeerListener shells = PeerListener.listen("guest shell", files.shell());
                PeerListener monitors = PeerListener.listen("QMP", files.monitor())) {
            Process process =
                    new ProcessBuilder(QemuCommand.of(spec, files))
                            .redirectErrorStream(true)
                            .redirectOutput(files.errors().toFile())
                            .start();
            TimedChannel shellChannel = null;
            TimedChannel monitorChannel = null;
            try {
                Deadline connect = Deadline.in(CONNECT_LIMIT);
                shellChannel = shells.accept(process, connect);
                monitorChannel = monitors.accept(process, connect);
                QemuMonitor monitor = QemuMonitor.negotiate(monitorChannel);
                GuestShell shell = new GuestShell(shellChannel, token);
                shell.awaitReady(boot);
                return new Guest(spec, files, process, shell, monitor);
            } catch (IOException e) {
                end(process);
                close(shellChannel);
                close(monitorChannel);
                throw new GuestBootException(
                        spec.name(),
                        GuestFiles.endOf(files.console()),
                        GuestFiles.endOf(files.errors()),
                        e);
            }
        }
    }

    /** Returns what was booted. */
    public GuestSpec spec() {
        return spec;
    }

    /** Returns the process id of QEMU. */
    public long pid() {
        return process.pid();
    }

    /** Returns the QMP socket for the program under test; empty if the guest has none. */
    public Optional<Path> qmpSocket() {
        return spec.monitored() ? Optional.of(files.qmp()) : Optional.empty();
    }

    /** Returns the file behind the guest's RAM; empty unless it is {@link RamBacking#FILE}. */
    public Optional<Path> ramFile() {
        return spec.ram() == RamBacking.FILE ? Optional.of(files.ram()) : Optional.empty();
    }

    /** Returns a directory that is deleted with the guest, for files of the test. */
    public Path directory() {
        return files.directory();
    }

    /** Returns the socket of QEMU's debugger stub. The guest stops when something connects. */
    public Path debugSocket() {
        return files.debug();
    }

    /** Returns the tests' own connection to QEMU. */
    public QemuMonitor monitor() {
        return monitor;
    }

    /** Returns what the guest wrote to its console so far, at most the last few kilobytes. */
    public String console() throws IOException {
        return GuestFiles.endOf(files.console());
    }

    /**
     * Runs a shell command in the guest as root, within three minutes.
     *
     * <p>The command runs in the one shell that runs all commands: {@code cd}, variables and
     * background jobs last; {@code exit} would be the end of it.
     *
     * @param command one line of at most 3500 characters
     * @return what it wrote, standard error included
     * @throws GuestCommandException if its exit status is not 0
     * @throws IOException if there is no answer in time, as when the guest is stopped
     */
    public String run(String command) throws IOException {
        return run(command, COMMAND_LIMIT);
    }

    /** Runs a shell command within a limit; as {@link #run(String)}. */
    public String run(String command, Duration limit) throws IOException {
        try {
            return shell.run(command, limit);
        } catch (GuestCommandException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("%s; %s".formatted(e.getMessage(), state()), e);
        }
    }

    /** Returns what may explain why a guest does not answer. */
    private String state() {
        try {
            String status = monitor.execute("query-status", "{}");
            return "QEMU says %s, and its console ends \"%s\"".formatted(status, console());
        } catch (IOException e) {
            return "QEMU does not answer either: " + e.getMessage();
        }
    }

    /** Returns the guest's processes as its own {@code /proc} lists them, by pid. */
    public List<GuestProcess> processes() throws IOException {
        return ProcText.processes(run(". processes"));
    }

    /** Returns the guest's modules as its own {@code /proc/modules} lists them, newest first. */
    public List<GuestModule> modules() throws IOException {
        // A shell that copes without cat starts no process that the list of processes would show.
        return ProcText.modules(
                run("while IFS= read -r line; do echo \"$line\"; done </proc/modules"));
    }

    /**
     * Looks symbols up in the guest's own {@code /proc/kallsyms}, as it was when symbols were
     * looked up for the first time.
     *
     * @param names exact names
     * @return addresses (GVAs) of those that exist; of several with one name, the first
     */
    public Map<String, Long> symbols(Collection<String> names) throws IOException {
        for (String name : names) {
            if (!SYMBOL_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("symbol \"%s\"".formatted(name));
            }
        }
        String pattern = String.join("|", names).replace(".", "[.]").replace("$", "[$]");
        return ProcText.symbols(
                run(
                        "%sgrep -E ' (%s)([[:space:]]|$)' %s || true"
                                .formatted(COPY_SYMBOLS, pattern, SYMBOLS)));
    }

    /**
     * Looks one symbol up; as {@link #symbols}.
     *
     * @throws IOException if there is no such symbol
     */
    public long symbol(String name) throws IOException {
        Long gva = symbols(List.of(name)).get(name);
        if (gva == null) {
            throw new IOException("kallsyms: found no " + name);
        }
        return gva;
    }

    /** Returns the names of the symbols at exactly one address; as {@link #symbols}. */
    public List<String> symbolsAt(long gva) throws IOException {
        return List.copyOf(
                ProcText.symbols(
                                run(
                                        "%sgrep '^%016x ' %s || true"
                                                .formatted(COPY_SYMBOLS, gva, SYMBOLS)))
                        .keySet());
    }

    /**
     * Returns the address of the first symbol behind the one named, one past the end of a function;
     * as {@link #symbols}.
     *
     * @throws IOException if there is no such symbol
     */
    public long nextSymbolAfter(String name) throws IOException {
        long start = symbol(name);
        // The kernel lists its own symbols by address; several may share one.
        return ProcText.symbols(run("grep -A 8 '^%016x ' %s".formatted(start, SYMBOLS)))
                .values()
                .stream()
                .filter(gva -> Long.compareUnsigned(gva, start) > 0)
                .min(Long::compareUnsigned)
                .orElseThrow(() -> new IOException("kallsyms: found none behind " + name));
    }

    /** Stops all vCPUs. */
    public void stop() throws IOException {
        monitor.execute("stop", "{}");
    }

    /** Lets all vCPUs run again. */
    public void cont() throws IOException {
        monitor.execute("cont", "{}");
    }

    /** Returns whether the vCPUs run. */
    public boolean isRunning() throws IOException {
        return monitor.execute("query-status", "{}").contains("\"running\": true");
    }

    /**
     * Lets a program look at the stopped guest, and returns what it saw beside the guest's own
     * account of that very moment.
     *
     * <p>The guest is asked before it stops and after it runs again; if the two answers differ, the
     * whole is done again, at most {@value #MAX_LOOKS} times.
     *
     * @throws IOException if the guest never holds still
     * @throws E if the look fails
     */
    public <T, E extends Exception> GuestObservation<T> observe(GuestObservation.Look<T, E> look)
            throws IOException, E {
        for (int i = 0; i < MAX_LOOKS; i++) {
            List<GuestModule> modules = modules();
            List<GuestProcess> processes = processes();
            stop();
            T seen;
            try {
                seen = look.look();
            } finally {
                cont();
            }
            if (inTasksTerms(processes).equals(inTasksTerms(processes()))
                    && modules.equals(modules())) {
                return new GuestObservation<>(processes, modules, seen);
            }
        }
        throw new IOException(
                "guest %s: its processes changed during each of %d looks"
                        .formatted(spec.name(), MAX_LOOKS));
    }

    /** What a worker works on changes all the time and is not part of its task. */
    private static List<GuestProcess> inTasksTerms(List<GuestProcess> processes) {
        return processes.stream()
                .map(p -> new GuestProcess(p.pid(), p.ppid(), p.uid(), p.taskComm()))
                .toList();
    }

    /**
     * Writes the guest's RAM to an ELF core file, without paging; QEMU stops the guest meanwhile.
     *
     * @param file where to; an existing file is overwritten
     */
    public void dumpGuestMemory(Path file) throws IOException {
        monitor.execute(
                "dump-guest-memory",
                "{\"paging\": false, \"protocol\": %s}"
                        .formatted(Json.quote("file:" + file.toAbsolutePath())));
    }

    /** Kills QEMU and deletes the guest's files. */
    @Override
    public void close() throws IOException {
        RunningGuests.remove(this);
        try {
            end(process);
            shell.close();
            monitor.close();
        } finally {
            FileTree.delete(files.directory());
        }
    }

    private static void end(Process process) throws IOException {
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        "QEMU: process %d still there after %d s"
                                .formatted(process.pid(), END_LIMIT_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(@Nullable TimedChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
