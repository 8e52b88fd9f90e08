package dev.yagura.hypervisor;

import static java.util.Objects.requireNonNull;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.ram.GuestRam;
import dev.yagura.hypervisor.ram.RamAccess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The QEMU guests of this host.
 *
 * <p>A guest's id is its name and its pid, {@code web-4711}; characters that an id may not have are
 * replaced. Safe for concurrent use.
 */
public final class QemuGuests implements GuestDirectory {
    /** How long QEMU may take for an answer while guests are listed. */
    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(1);

    /** How long a description is good: one command of a peer asks for it several times. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final int MAX_ID_NAME_CHARS = 48;
    private static final String QMP_PREFIX = "qmp:";

    /** What a guest said when it was asked last. */
    private record Examined(GuestDescription description, long atNanos) {}

    private final Map<QemuProcess, Examined> examined = new ConcurrentHashMap<>();
    private final Duration timeout;
    private final ProcFs proc;
    private final QemuProcesses processes;
    private final Optional<PauseJournal> journal;
    private final SharedGuests shared;

    /** Serves this host's guests; a guest that is paused when this process is killed stays so. */
    public QemuGuests() {
        this(ProcFs.ofHost(), Optional.empty(), QmpClient.DEFAULT_TIMEOUT);
    }

    /**
     * Serves the guests of a proc filesystem.
     *
     * @param timeout how long QEMU may take for an answer while a guest is in use
     */
    QemuGuests(ProcFs proc, Optional<PauseJournal> journal, Duration timeout) {
        this.timeout = timeout;
        this.proc = proc;
        this.processes = new QemuProcesses(proc);
        this.journal = journal;
        this.shared = new SharedGuests(processes, journal);
    }

    /**
     * Serves this host's guests and notes in a directory which are paused, so that a guest that is
     * paused when this process is killed is resumed by the next one with the same directory.
     *
     * @param directory made if it is missing; nobody else should be able to write there
     * @throws IOException if the directory cannot be used
     */
    public static QemuGuests withJournal(Path directory) throws IOException {
        ProcFs proc = ProcFs.ofHost();
        return new QemuGuests(
                proc, Optional.of(PauseJournal.in(directory, proc)), QmpClient.DEFAULT_TIMEOUT);
    }

    /**
     * Undoes what an earlier process left behind when it was killed: resumes guests that it had
     * paused, as far as there is a journal, ends its exports of disks and takes off its taps.
     *
     * @return one line for people about each of these
     * @throws IOException if the journal cannot be read
     */
    public List<String> recover() throws IOException {
        List<String> report = new ArrayList<>();
        if (journal.isPresent()) {
            report.addAll(journal.get().recover());
        }
        report.addAll(shared.endStale(LIST_TIMEOUT));
        return report;
    }

    /**
     * Returns all guests that run on this host, by ascending pid, also those that cannot be opened.
     *
     * @throws IOException if this host cannot be asked
     */
    public List<FoundGuest> survey() throws IOException {
        return survey(processes.find());
    }

    private List<FoundGuest> survey(List<QemuProcess> candidates) throws IOException {
        List<Future<FoundGuest>> futures = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (QemuProcess process : candidates) {
                futures.add(executor.submit(() -> examine(process)));
            }
        }
        examined.keySet().retainAll(candidates);
        List<FoundGuest> found = new ArrayList<>();
        for (Future<FoundGuest> future : futures) {
            found.add(result(future));
        }
        return found;
    }

    @Override
    public List<GuestDescription> guests() throws IOException {
        return available(processes.find());
    }

    @Override
    public GuestSource open(String id) throws IOException {
        return open(id, processes.find());
    }

    /**
     * Returns a directory of some of these guests; the others are not touched.
     *
     * @param selectors as for {@link #select}; a guest that starts later and fits is served too
     */
    public GuestDirectory only(List<String> selectors) {
        List<String> wanted = List.copyOf(selectors);
        return new GuestDirectory() {
            @Override
            public List<GuestDescription> guests() throws IOException {
                return available(fitting(wanted));
            }

            @Override
            public GuestSource open(String id) throws IOException {
                return QemuGuests.this.open(id, fitting(wanted));
            }
        };
    }

    private List<GuestDescription> available(List<QemuProcess> candidates) throws IOException {
        return survey(candidates).stream()
                .filter(FoundGuest.Available.class::isInstance)
                .map(guest -> ((FoundGuest.Available) guest).description())
                .limit(GuestDescription.MAX_GUESTS)
                .toList();
    }

    private GuestSource open(String id, List<QemuProcess> candidates) throws IOException {
        for (QemuProcess process : candidates) {
            if (id(process).equals(id)) {
                return open(process);
            }
        }
        throw new NoSuchGuestException(id);
    }

    private List<QemuProcess> fitting(List<String> selectors) throws IOException {
        List<QemuProcess> all = processes.find();
        Map<Long, QemuProcess> byPid = new TreeMap<>();
        for (String selector : selectors) {
            fitting(selector, all).forEach(process -> byPid.put(process.pid(), process));
        }
        return List.copyOf(byPid.values());
    }

    private List<QemuProcess> fitting(String selector, List<QemuProcess> all) {
        return selector.startsWith(QMP_PREFIX)
                ? processes.withSocket(all, Path.of(selector.substring(QMP_PREFIX.length())))
                : all.stream().filter(process -> fits(process, selector)).toList();
    }

    /**
     * Opens a guest.
     *
     * @param process from {@link #select} or {@link #survey}
     * @throws GuestUnavailableException if the process has ended or may not be read
     * @throws IOException if it cannot be read for another reason
     */
    public GuestSource open(QemuProcess process) throws IOException {
        return open(process, timeout);
    }

    /**
     * Finds one guest by what a person types.
     *
     * @param selector a name, a pid, an id, or {@code qmp:PATH} with the path of its QMP socket
     * @throws GuestUnavailableException if none fits, or several do; the message lists those there
     *     are
     * @throws IOException if this host cannot be asked
     */
    public QemuProcess select(String selector) throws IOException {
        List<QemuProcess> all = processes.find();
        List<QemuProcess> fitting = fitting(selector, all);
        return switch (fitting.size()) {
            case 1 -> fitting.getFirst();
            case 0 ->
                    throw new GuestUnavailableException(
                            Reason.NOT_FOUND,
                            "guest: %s is not running here; running are: %s"
                                    .formatted(selector, listed(all)));
            default ->
                    throw new GuestUnavailableException(
                            Reason.AMBIGUOUS,
                            "guest: %s is the name of several; choose a pid of: %s"
                                    .formatted(selector, listed(fitting)));
        };
    }

    /** Returns the id under which {@code process} is served. */
    public static String id(QemuProcess process) {
        String name = process.name().replaceAll("[^A-Za-z0-9._-]", "_");
        return name.substring(0, Math.min(name.length(), MAX_ID_NAME_CHARS)) + "-" + process.pid();
    }

    private static boolean fits(QemuProcess process, String selector) {
        return process.name().equals(selector)
                || Long.toString(process.pid()).equals(selector)
                || id(process).equals(selector);
    }

    private static String listed(List<QemuProcess> processes) {
        return processes.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        processes.stream()
                                .map(process -> process.name() + " (pid " + process.pid() + ")")
                                .toList());
    }

    /**
     * Describes a guest as it is, or was within the last five seconds.
     *
     * @param process from {@link #select} or {@link #survey}
     * @throws GuestUnavailableException if the process has ended or may not be read
     * @throws IOException if it cannot be read for another reason
     */
    public GuestDescription describe(QemuProcess process) throws IOException {
        return describe(process, timeout);
    }

    private GuestDescription describe(QemuProcess process, Duration answerTimeout)
            throws IOException {
        Examined known = examined.get(process);
        long now = System.nanoTime();
        if (known != null && now - known.atNanos() < FRESH.toNanos()) {
            return known.description();
        }
        try (GuestSource guest = open(process, answerTimeout)) {
            GuestDescription description = guest.description();
            if (description.pausable()) { // else its QMP socket may be free the next moment
                examined.put(process, new Examined(description, now));
            }
            return description;
        }
    }

    private FoundGuest examine(QemuProcess process) {
        try {
            return new FoundGuest.Available(process, describe(process, LIST_TIMEOUT));
        } catch (IOException e) {
            return new FoundGuest.Unavailable(process, String.valueOf(e.getMessage()));
        }
    }

    private GuestSource open(QemuProcess process, Duration answerTimeout) throws IOException {
        requireNonNull(process, "process");
        if (!process.options().architecture().equals("x86_64")) {
            throw new GuestUnavailableException(
                    Reason.UNSUPPORTED,
                    "%s: guest architecture is %s, expected x86_64"
                            .formatted(process.label(), process.options().architecture()));
        }
        SharedGuest guest = shared.of(process);
        Opening opening = Opening.of(process, guest.monitor(), answerTimeout);
        GuestRam ram = RamAccess.open(proc, process, opening.layout());
        return new QemuGuest(
                opening.describe(id(process), process, ram),
                ram,
                opening.drives(),
                guest,
                answerTimeout);
    }

    private static FoundGuest result(Future<FoundGuest> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while guests were listed");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause()); // a bug: examine reports all others
        }
    }
}
