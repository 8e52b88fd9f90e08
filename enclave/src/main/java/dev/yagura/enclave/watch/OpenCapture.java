package dev.yagura.enclave.watch;

import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureSource;

/** A VM's packets, for as long as somebody wants them. */
public interface OpenCapture extends CaptureSource {
    /** Returns what is to be said of it: {@code vm}, {@code enclave}. */
    Row facts();
}
