package dev.yagura.hypervisor.qmp;

import java.io.IOException;

/** Something to say to QEMU. */
@FunctionalInterface
public interface QmpQuestion<T> {
    /**
     * Says it.
     *
     * @throws IOException if QEMU refuses, does not answer, or answers what makes no sense
     */
    T ask(QmpClient qmp) throws IOException;
}
