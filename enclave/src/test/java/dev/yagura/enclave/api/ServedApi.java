package dev.yagura.enclave.api;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.attestation.record.RecordKey;
import dev.yagura.attestation.record.Recorder;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** The API of a simulated enclave with one tenant, before a fake watch. */
final class ServedApi implements AutoCloseable {
    /** What the enclave runs. */
    static final Sha256 CODE = Sha256.hash(new byte[] {1});

    private final FakeWatch watch = new FakeWatch();
    private final Identity tenant = Identity.withoutEvidence(IdentityOptions.named("tenant"));
    private final Identity stranger = Identity.withoutEvidence(IdentityOptions.named("stranger"));
    private final Identity enclave;
    private final Recorder recorder;
    private final ApiServer server;

    ServedApi() throws IOException {
        this(FakeStatus::of);
    }

    /**
     * Starts to serve.
     *
     * @param status what the enclave with an identity says of itself
     */
    ServedApi(Function<Identity, EnclaveStatus> status) throws IOException {
        SimulatedAttester attester =
                SimulatedAttester.withFreshKey(SimulatedEnclave.of(CODE, 1, 1));
        enclave = Identity.attested(IdentityOptions.named("enclave"), attester);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        AppraisalPolicy tenants = AppraisalPolicy.pinning(tenant.keyHash());
        recorder = new Recorder(RecordKey.attested(attester));
        server =
                ApiServer.start(
                        any,
                        any,
                        new MutualTls(enclave, new PeerVerifier(tenants)),
                        watch,
                        status.apply(enclave),
                        recorder);
    }

    /** Returns who answers behind the API. */
    FakeWatch watch() {
        return watch;
    }

    /** Returns the tenant's end of connections to what runs {@link #CODE}. */
    MutualTls tls() {
        return expecting(tenant, CODE);
    }

    /** Returns the same for somebody whom the enclave does not know. */
    MutualTls strangersTls() {
        return expecting(stranger, CODE);
    }

    /** Returns a client of the tenant. */
    ApiClient client() {
        return client(tls());
    }

    /** Returns a client of the tenant that expects other code. */
    ApiClient client(Sha256 code) {
        return client(expecting(tenant, code));
    }

    /** Returns a client of the tenant that pins the enclave's key. */
    ApiClient pinningClient() {
        return client(
                new MutualTls(
                        tenant, new PeerVerifier(AppraisalPolicy.pinning(enclave.keyHash()))));
    }

    /** Returns a client of somebody whom the enclave does not know. */
    ApiClient strangersClient() {
        return client(strangersTls());
    }

    private static MutualTls expecting(Identity own, Sha256 code) {
        return new MutualTls(own, new PeerVerifier(AppraisalPolicy.simulated(code)));
    }

    private ApiClient client(MutualTls tls) {
        InetSocketAddress address = server.address();
        return new ApiClient(address.getAddress().getHostAddress() + ":" + address.getPort(), tls);
    }

    @Override
    public void close() throws IOException {
        server.close();
        recorder.close();
    }
}
