package dev.yagura.hypervisor;

import static java.util.Objects.requireNonNull;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.hypervisor.qmp.QmpAddress;
import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.qmp.QmpException;
import dev.yagura.hypervisor.qmp.QmpQuestion;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that this process says to one QEMU.
 *
 * <p>A QMP socket serves one client at a time, so the sources of one guest share a conversation. It
 * lasts for one question, so that others get their turn, or as long as the guest is paused, so that
 * a resume by somebody else is noticed. Safe for concurrent use.
 */
final class GuestMonitor {
    /** A conversation and where it is held. */
    private record Conversation(QmpClient qmp, QmpAddress address) implements AutoCloseable {
        @Override
        public void close() {
            qmp.close();
        }
    }

    private final QemuProcess process;
    private final QemuProcesses processes;
    private final Optional<PauseJournal> journal;
    private final Set<Object> holders = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Whether the vCPUs stand still because of us, not because of somebody before us. */
    private boolean stoppedHere;

    /** Whether somebody else let the vCPUs run during the pause; all its holders are told. */
    private boolean disturbed;

    /** The conversation during a pause; null at other times, or once it broke. */
    private @Nullable Conversation held;

    GuestMonitor(QemuProcess process, QemuProcesses processes, Optional<PauseJournal> journal) {
        this.process = requireNonNull(process, "process");
        this.processes = requireNonNull(processes, "processes");
        this.journal = requireNonNull(journal, "journal");
    }

    /**
     * Asks QEMU something.
     *
     * @param timeout for each answer
     * @throws QmpException if QEMU cannot be asked
     */
    synchronized <T> T ask(Duration timeout, QmpQuestion<T> question) throws IOException {
        if (held != null) {
            try {
                return question.ask(held.qmp());
            } catch (QmpException e) {
                if (e.reason() != QmpException.Reason.REFUSED) {
                    letGo(); // the next question is asked in a new conversation
                }
                throw e;
            }
        }
        try (Conversation conversation = converse(timeout)) {
            return question.ask(conversation.qmp());
        }
    }

    /**
     * Stops the vCPUs for {@code holder}, unless they are stopped already, by others or for another
     * holder.
     */
    synchronized void pause(Object holder, Duration timeout) throws IOException {
        if (holders.isEmpty()) {
            stop(timeout);
        }
        holders.add(holder);
    }

    /**
     * Ends {@code holder}'s pause; the last one of a pause of our own making lets the vCPUs run. If
     * that fails while the guest is there, the pause lasts and this may be called again.
     *
     * @throws GuestUnavailableException with {@link Reason#CHANGED} if somebody else let them run
     *     meanwhile, with {@link Reason#GONE} if the guest has ended
     */
    synchronized void resume(Object holder, Duration timeout) throws IOException {
        if (!holders.contains(holder)) {
            return;
        }
        // An interrupt would close the socket, and the guest would stay paused.
        boolean interrupted = Thread.interrupted();
        try {
            release(holder, timeout);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stop(Duration timeout) throws IOException {
        Conversation conversation = converse(timeout);
        try {
            disturbed = false;
            if (conversation.qmp().isRunning()) {
                if (journal.isPresent()) {
                    journal.get().add(process, conversation.address());
                }
                stopOrUndo(conversation, timeout);
                stoppedHere = true;
            }
            conversation.qmp().takeResumed();
            held = conversation;
        } finally {
            if (held == null) {
                conversation.close();
            }
        }
    }

    /** A stop whose answer does not come in time may still happen, with nobody to resume. */
    private void stopOrUndo(Conversation conversation, Duration timeout) throws IOException {
        try {
            conversation.qmp().stop();
        } catch (QmpException e) {
            conversation.close();
            try (Conversation anew = converse(timeout)) {
                anew.qmp().cont();
                endPause();
            } catch (QmpException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void release(Object holder, Duration timeout) throws IOException {
        boolean last = holders.size() == 1;
        if (!disturbed) {
            try {
                settle(last);
            } catch (QmpException e) {
                letGo();
                requireStillThere(holder);
                held = converse(timeout);
                settle(last);
            }
        }
        holders.remove(holder);
        if (last || disturbed) {
            endPause();
        }
        if (disturbed) {
            throw new GuestUnavailableException(
                    Reason.CHANGED,
                    "%s: somebody else resumed it during the pause; what was read may be torn"
                            .formatted(process.label()));
        }
    }

    /** Lets the vCPUs run for the last holder, unless somebody else did so before. */
    private void settle(boolean last) throws QmpException {
        Conversation conversation = held;
        if (conversation == null) {
            throw new QmpException(
                    QmpException.Reason.CLOSED,
                    "qmp: the conversation with %s is over".formatted(process.label()),
                    null);
        }
        boolean running = conversation.qmp().isRunning(); // also brings the events since
        disturbed = running || conversation.qmp().takeResumed();
        if (last && !disturbed && stoppedHere) {
            conversation.qmp().cont();
        }
    }

    private void requireStillThere(Object holder) throws IOException {
        try {
            processes.requireSame(process);
        } catch (GuestUnavailableException e) {
            holders.remove(holder);
            endPause();
            throw e;
        }
    }

    private void endPause() throws IOException {
        letGo();
        stoppedHere = false;
        if (journal.isPresent()) {
            journal.get().remove(process);
        }
    }

    private void letGo() {
        if (held != null) {
            held.close();
            held = null;
        }
    }

    private Conversation converse(Duration timeout) throws IOException {
        QmpException first = null;
        for (QmpAddress address : process.qmpAddresses()) {
            try {
                QmpClient qmp = QmpClient.connect(address, timeout);
                requireSameProcess(qmp, address);
                return new Conversation(qmp, address);
            } catch (QmpException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        throw new QmpException(
                QmpException.Reason.UNREACHABLE,
                "%s: no QMP socket (-qmp unix:PATH,server=on,wait=off)".formatted(process.label()),
                null);
    }

    /** A socket's path may have passed to another QEMU; its vCPU threads tell. */
    private void requireSameProcess(QmpClient qmp, QmpAddress address) throws QmpException {
        try {
            if (processes.hasThreads(process, qmp.vcpuThreads())) {
                return;
            }
        } catch (QmpException e) {
            qmp.close();
            throw e;
        }
        qmp.close();
        throw new QmpException(
                QmpException.Reason.UNREACHABLE,
                "qmp: %s is answered by another process than %s"
                        .formatted(address, process.label()),
                null);
    }
}
