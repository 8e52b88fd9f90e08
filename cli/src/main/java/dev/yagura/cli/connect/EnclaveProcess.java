package dev.yagura.cli.connect;

import dev.yagura.attestation.Sha256;
import dev.yagura.kernel.table.Row;
import java.io.IOException;

/**
 * An enclave in a process of its own, whose module path holds the enclave's code and nothing else.
 *
 * <p>Ends when closed, and when this process ends.
 */
public final class EnclaveProcess implements AutoCloseable {
    private final Child child;
    private final Sha256 keyHash;
    private final Sha256 measurement;
    private final String source;

    private EnclaveProcess(Child child, Sha256 keyHash, Sha256 measurement, String source) {
        this.child = child;
        this.keyHash = keyHash;
        this.measurement = measurement;
        this.source = source;
    }

    /** A process under way; lets two start side by side. */
    static final class Starting implements AutoCloseable {
        private final Child child;

        private Starting(Child child) {
            this.child = child;
        }

        /** Waits until the enclave has said which key it made. */
        EnclaveProcess await() throws IOException {
            Row said = child.receive();
            return new EnclaveProcess(
                    child,
                    new Sha256(said.text("keyHash")),
                    Programs.enclaveMeasurement(),
                    said.text("source"));
        }

        @Override
        public void close() {
            child.close();
        }
    }

    /** Starts a process that simulates an enclave. */
    static Starting begin() throws IOException {
        return new Starting(Child.start(Programs.enclave(true)));
    }

    /**
     * Starts the process and waits until it has made its key.
     *
     * @param simulated whether it is not to look for anybody who vouches for it
     */
    public static EnclaveProcess start(boolean simulated) throws IOException {
        return new Starting(Child.start(Programs.enclave(simulated))).await();
    }

    /** Returns what the enclave has found to run in; that is its word, and no proof. */
    public String source() {
        return source;
    }

    /** Returns the SHA-256 of the enclave's public key. */
    public Sha256 keyHash() {
        return keyHash;
    }

    /** Returns the measurement of the enclave's code, taken by this process. */
    public Sha256 measurement() {
        return measurement;
    }

    /**
     * Tells the enclave whom to read from and whom to answer.
     *
     * @param configuration see {@link dev.yagura.enclave.EnclaveConfig}
     * @return {@code HOST:PORT} of its API
     * @throws IOException if the enclave refuses the configuration; the message says why
     */
    public String configure(Row configuration) throws IOException {
        child.send(configuration);
        return child.receive().text("endpoint");
    }

    /** Waits until the process ends and returns its exit status. */
    public int awaitExit() {
        return child.awaitExit();
    }

    @Override
    public void close() {
        child.close();
    }
}
