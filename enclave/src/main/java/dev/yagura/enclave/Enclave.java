package dev.yagura.enclave;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.attestation.record.RecordKey;
import dev.yagura.attestation.record.Recorder;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import dev.yagura.attestation.source.EvidenceSource;
import dev.yagura.enclave.api.ApiServer;
import dev.yagura.enclave.footing.Footing;
import dev.yagura.enclave.watch.AgentGuests;
import dev.yagura.enclave.watch.GuestPool;
import dev.yagura.enclave.watch.Watchtower;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A running enclave program: an identity with evidence, agents to read from, an API to the tenant.
 *
 * <p>In simulation the measurement is that of the program's code files, signed by a key made at
 * start. It tells builds apart; it proves nothing about the machine, and says so.
 */
public final class Enclave {
    /** What the evidence calls this program; a signer's other programs have other numbers. */
    public static final int PROD_ID = 1;

    /** Raised with every security fix, so that a policy can refuse what is older. */
    public static final int SVN = 1;

    /**
     * What rows say of an enclave that shows a quote: whoever has appraised it knows what it is,
     * and says so in place of this.
     */
    private static final String NOT_APPRAISED = "not appraised";

    private final Identity identity;
    private final RecordKey recordKey;
    private final UnverifiedClaims claims;

    private Enclave(Identity identity, RecordKey recordKey, UnverifiedClaims claims) {
        this.identity = identity;
        this.recordKey = recordKey;
        this.claims = claims;
    }

    /**
     * Makes the identity of an enclave that its surroundings vouch for, after a check that a JVM
     * can live in them; of a simulated one where there are none. Nothing is connected yet.
     *
     * @param source who vouches
     * @param measurement of the program's code files, for a simulated enclave
     * @throws IOException if a JVM cannot live here, or no evidence is given
     */
    public static Enclave in(EvidenceSource source, Sha256 measurement) throws IOException {
        if (source.attester().isEmpty()) {
            return simulated(measurement);
        }
        Footing.check();
        return attested(source.attester().get());
    }

    /**
     * Makes a simulated enclave's identity; nothing is connected yet.
     *
     * @param measurement of the program's code files
     */
    public static Enclave simulated(Sha256 measurement) throws IOException {
        SimulatedAttester attester =
                SimulatedAttester.withFreshKey(SimulatedEnclave.of(measurement, PROD_ID, SVN));
        return attested(attester);
    }

    private static Enclave attested(Attester attester) throws IOException {
        Identity identity = Identity.attested(IdentityOptions.named("yagura enclave"), attester);
        UnverifiedClaims claims =
                PeerVerifier.inspect(identity.certificate())
                        .orElseThrow(() -> new IOException("certificate: has no evidence"));
        return new Enclave(identity, RecordKey.attested(attester), claims);
    }

    private String label() {
        return claims.simulated() ? Tee.SIMULATED.label() : NOT_APPRAISED;
    }

    /** Returns the identity that both the agents and the tenants get to see. */
    public Identity identity() {
        return identity;
    }

    /**
     * Connects to nobody yet, and starts to serve the API; agents are connected to on demand, so
     * that one that is away now can be there later.
     *
     * @throws IOException if the API's address cannot be bound
     */
    public Running serve(EnclaveConfig config) throws IOException {
        List<GuestPool.Member> members = new ArrayList<>();
        for (EnclaveConfig.AgentConfig agent : config.agents()) {
            MutualTls tls = new MutualTls(identity, new PeerVerifier(agent.policy()));
            members.add(new GuestPool.Member(agent.name(), new AgentGuests(agent.endpoint(), tls)));
        }
        Watchtower watchtower = new Watchtower(new GuestPool(members), label());
        MutualTls tls = new MutualTls(identity, new PeerVerifier(config.tenants()));
        Recorder recorder = new Recorder(recordKey);
        ApiServer server =
                ApiServer.start(
                        config.listen(),
                        config.files(),
                        tls,
                        watchtower,
                        new OwnStatus(identity, claims, label()),
                        recorder);
        return new Running(watchtower, server, recorder);
    }

    /** An enclave that serves its API, until closed. */
    public static final class Running implements AutoCloseable {
        private final Watchtower watchtower;
        private final ApiServer server;
        private final Recorder recorder;

        private Running(Watchtower watchtower, ApiServer server, Recorder recorder) {
            this.watchtower = watchtower;
            this.server = server;
            this.recorder = recorder;
        }

        /** Returns where the API listens. */
        public InetSocketAddress address() {
            return server.address();
        }

        /** Ends the requests under way and lets go of all agents. */
        @Override
        public void close() throws IOException {
            server.close();
            recorder.close();
            watchtower.close();
        }
    }
}
