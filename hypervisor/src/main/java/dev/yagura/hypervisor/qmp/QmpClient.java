package dev.yagura.hypervisor.qmp;

import dev.yagura.hypervisor.qmp.QmpException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a QEMU.
 *
 * <p>A QMP socket serves one client at a time: while this one is connected, no other is, so it
 * should not stay longer than needed. Every step has a time limit; after a failure the conversation
 * is over and every further command fails.
 *
 * <p>Safe for concurrent use: commands wait for each other.
 */
public final class QmpClient implements AutoCloseable {
    /** How long one answer may take, unless told otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final String RETURN = "return";

    private final QmpAddress address;
    private final Duration timeout;
    private final QmpWire wire;
    private boolean over;

    private QmpClient(QmpAddress address, Duration timeout, QmpWire wire) {
        this.address = address;
        this.timeout = timeout;
        this.wire = wire;
    }

    /**
     * Starts a conversation.
     *
     * @param address where QEMU is spoken to
     * @param timeout how long QEMU may take for each answer
     * @throws QmpException if nobody answers there, or not in QMP
     */
    public static QmpClient connect(QmpAddress address, Duration timeout) throws QmpException {
        QmpWire wire =
                switch (address) {
                    case QmpAddress.UnixSocket(Path path) ->
                            SocketWire.connect(path, Deadline.in(timeout));
                    case QmpAddress.Libvirt guest -> LibvirtWire.open(guest);
                };
        return new QmpClient(address, timeout, wire);
    }

    /**
     * Runs a command.
     *
     * @param command for example {@code "query-status"}
     * @param arguments the command's arguments, by name
     * @return the {@code return} value: {@link Map}, {@link List}, a scalar, or null
     * @throws QmpException if QEMU refuses the command or does not answer
     */
    public synchronized @Nullable Object execute(String command, Map<String, ?> arguments)
            throws QmpException {
        if (over) {
            throw new QmpException(
                    Reason.CLOSED, "qmp: %s: the conversation is over".formatted(address), null);
        }
        boolean answered = false;
        try {
            Object value = value(command, wire.call(command, arguments, Deadline.in(timeout)));
            answered = true;
            return value;
        } catch (QmpException e) {
            answered = e.reason() == Reason.REFUSED;
            throw e;
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    private @Nullable Object value(String command, Map<String, @Nullable Object> answer)
            throws QmpException {
        if (answer.get("error") instanceof Map<?, ?> error) {
            throw new QmpException(
                    Reason.REFUSED,
                    "qmp: %s refused %s: %s".formatted(address, command, error.get("desc")),
                    null);
        }
        if (!answer.containsKey(RETURN)) {
            throw malformed("answer has neither return nor error");
        }
        return answer.get(RETURN);
    }

    /**
     * Runs a command of the human monitor and returns what it prints.
     *
     * <p>The human monitor reports errors as text too; the reader of the text has to notice.
     *
     * @param commandLine for example {@code "info registers -a"}
     * @throws QmpException if QEMU does not answer
     */
    public String monitor(String commandLine) throws QmpException {
        Object text = execute("human-monitor-command", Map.of("command-line", commandLine));
        if (!(text instanceof String printed)) {
            throw malformed("human-monitor-command gave no text");
        }
        return printed;
    }

    /** Returns whether the guest's vCPUs run, by {@code query-status}. */
    public boolean isRunning() throws QmpException {
        if (execute("query-status", Map.of()) instanceof Map<?, ?> status
                && status.get("running") instanceof Boolean running) {
            return running;
        }
        throw malformed("query-status gave no boolean running");
    }

    /** Stops all vCPUs; returns when none of them runs. */
    public void stop() throws QmpException {
        execute("stop", Map.of());
    }

    /** Lets all vCPUs run. */
    public void cont() throws QmpException {
        execute("cont", Map.of());
    }

    /** Returns the host's thread ids of the vCPUs, by {@code query-cpus-fast}. */
    public List<Long> vcpuThreads() throws QmpException {
        if (!(execute("query-cpus-fast", Map.of()) instanceof List<?> cpus)) {
            throw malformed("query-cpus-fast gave no list");
        }
        List<Long> threads = new ArrayList<>();
        for (Object cpu : cpus) {
            if (!(cpu instanceof Map<?, ?> members
                    && members.get("thread-id") instanceof Long id)) {
                throw malformed("query-cpus-fast gave a vCPU without thread-id");
            }
            threads.add(id);
        }
        return threads;
    }

    /** Returns the ids of the memory backends, by {@code query-memdev}. */
    public Set<String> memoryBackends() throws QmpException {
        if (!(execute("query-memdev", Map.of()) instanceof List<?> backends)) {
            throw malformed("query-memdev gave no list");
        }
        Set<String> ids = new HashSet<>();
        for (Object backend : backends) {
            if (backend instanceof Map<?, ?> members && members.get("id") instanceof String id) {
                ids.add(id);
            }
        }
        return ids;
    }

    /**
     * Returns whether somebody let the vCPUs run since the last call: a RESUME event was seen.
     * Events arrive with answers, so one command must have been run since; by way of libvirt they
     * do not arrive.
     */
    public synchronized boolean takeResumed() {
        return wire.takeResumed();
    }

    private QmpException malformed(String detail) {
        return new QmpException(Reason.MALFORMED, "qmp: %s: %s".formatted(address, detail), null);
    }

    /** Ends the conversation; another client may then connect. */
    @Override
    public synchronized void close() {
        over = true;
        wire.close();
    }
}
