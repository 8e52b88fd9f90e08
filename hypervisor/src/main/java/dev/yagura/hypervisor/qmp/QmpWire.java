package dev.yagura.hypervisor.qmp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way by which commands and answers go. One thread at a time. */
sealed interface QmpWire extends AutoCloseable permits SocketWire, LibvirtWire {
    /**
     * Sends a command and returns its answer, which has a member {@code return} or {@code error}.
     *
     * @throws QmpException if there is no such answer in time; the wire is then of no use any more
     */
    Map<String, @Nullable Object> call(String command, Map<String, ?> arguments, Deadline deadline)
            throws QmpException;

    /** Returns whether a RESUME event came since the last call, as far as events come at all. */
    boolean takeResumed();

    @Override
    void close();
}
