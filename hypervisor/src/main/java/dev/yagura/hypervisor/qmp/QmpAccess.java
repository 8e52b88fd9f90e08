package dev.yagura.hypervisor.qmp;

import java.io.IOException;

/** A way to speak with one QEMU, in a new conversation or in one that is held. */
@FunctionalInterface
public interface QmpAccess {
    /**
     * Asks.
     *
     * @throws IOException if QEMU cannot be asked, or the question fails
     */
    <T> T ask(QmpQuestion<T> question) throws IOException;
}
