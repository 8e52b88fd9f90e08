package dev.yagura.enclave.api;

import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;

/** What an enclave says about itself. */
public interface EnclaveStatus {
    /** Returns mode, measurement, version and how long it has run. */
    Row status();

    /**
     * Returns fresh evidence.
     *
     * @param nonceHex 1 to 64 bytes the asker chose, in hex
     * @throws WatchException if the nonce is not of that form, or no evidence can be had
     */
    Row evidence(String nonceHex) throws WatchException;
}
