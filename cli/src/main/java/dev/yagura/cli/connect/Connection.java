package dev.yagura.cli.connect;

import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.watch.Watch;
import java.io.IOException;
import java.util.Optional;

/** Somebody who watches the VM a command is about, for the length of the command. */
public interface Connection extends AutoCloseable {

    /** Returns who is asked. */
    Watch watch();

    /** Returns the enclave that is asked; empty where this process watches by itself. */
    Optional<ApiClient> enclave();

    /** Returns how {@link #watch()} calls the VM; empty where it watches only one. */
    Optional<String> guest();

    /** Ends what was started for this command. */
    @Override
    void close() throws IOException;
}
