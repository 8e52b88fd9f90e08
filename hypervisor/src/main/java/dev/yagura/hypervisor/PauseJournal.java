package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qmp.QmpAddress;
import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.qmp.QmpException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory that says which guests are paused by whom, so that a guest does not stay paused when
 * its agent is killed: the next agent with the same directory resumes it.
 *
 * <p>One file a pause, named after both processes; it holds the QMP address. A file is there from
 * just before the pause until just after the resume.
 */
final class PauseJournal {
    private static final Pattern NAME =
            Pattern.compile("guest-(\\d{1,10})-(\\d{1,19})-agent-(\\d{1,10})-(\\d{1,19})");
    private static final int MAX_BYTES = 4096;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Path directory;
    private final ProcFs proc;
    private final String agent;

    private PauseJournal(Path directory, ProcFs proc, String agent) {
        this.directory = directory;
        this.proc = proc;
        this.agent = agent;
    }

    /**
     * Opens the journal in {@code directory}, which is made if it is missing, for this user only.
     *
     * @throws IOException if it cannot be made
     */
    static PauseJournal in(Path directory, ProcFs proc) throws IOException {
        requireNonNull(directory, "directory");
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        long pid = ProcessHandle.current().pid();
        return new PauseJournal(directory, proc, pid + "-" + proc.startTicks(pid));
    }

    /** Notes that {@code process} is about to be paused through {@code address}. */
    void add(QemuProcess process, QmpAddress address) throws IOException {
        Files.write(file(process), address.toString().getBytes(UTF_8));
    }

    /** Notes that {@code process} runs again. */
    void remove(QemuProcess process) throws IOException {
        Files.deleteIfExists(file(process));
    }

    private Path file(QemuProcess process) {
        return directory.resolve(
                "guest-%d-%d-agent-%s".formatted(process.pid(), process.startTicks(), agent));
    }

    /**
     * Resumes the guests that an agent left paused when it was killed.
     *
     * @return one line for people about each such guest
     * @throws IOException if the directory cannot be read
     */
    List<String> recover() throws IOException {
        List<String> report = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "guest-*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches() && !isRunning(name.group(3), name.group(4))) {
                    recover(file, name, report);
                }
            }
        }
        return report;
    }

    private void recover(Path file, Matcher name, List<String> report) {
        try {
            if (isRunning(name.group(1), name.group(2))) {
                String text = new String(readBounded(file), UTF_8);
                Optional<QmpAddress> address = QmpAddress.parse(text);
                if (address.isPresent()) {
                    resume(name.group(1), address.get(), report);
                }
            }
            Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            // Another agent was quicker.
        } catch (IOException e) {
            report.add(
                    "pid %s was left paused by a killed agent and cannot be resumed: %s"
                            .formatted(name.group(1), e.getMessage()));
        }
    }

    private static void resume(String pid, QmpAddress address, List<String> report)
            throws QmpException {
        try (QmpClient qmp = QmpClient.connect(address, TIMEOUT)) {
            if (!qmp.isRunning()) {
                qmp.cont();
                report.add("pid %s was left paused by a killed agent; resumed".formatted(pid));
            }
        }
    }

    private static byte[] readBounded(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES);
        }
    }

    private boolean isRunning(String pid, String startTicks) {
        try {
            return proc.startTicks(Long.parseLong(pid)) == Long.parseUnsignedLong(startTicks);
        } catch (IOException e) {
            return false;
        }
    }
}
