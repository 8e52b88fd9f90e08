package dev.yagura.cli.connect;

import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.cli.vm.VmSpec;
import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.watch.Watch;
import java.util.Optional;

/** An enclave that runs already and is asked over its API. */
final class Standing implements Connection {
    private final ApiClient client;
    private final Optional<String> guest;

    private Standing(ApiClient client, Optional<String> guest) {
        this.client = client;
        this.guest = guest;
    }

    static Standing open(VmSpec.RemoteEnclave enclave, MutualTls tls) {
        return new Standing(new ApiClient(enclave.endpoint(), tls), enclave.vm());
    }

    @Override
    public Watch watch() {
        return client;
    }

    @Override
    public Optional<ApiClient> enclave() {
        return Optional.of(client);
    }

    @Override
    public Optional<String> guest() {
        return guest;
    }

    @Override
    public void close() {
        client.close();
    }
}
