package dev.yagura.attestation.ratls;

import static dev.yagura.attestation.ratls.Peers.ACCEPTS_CODE;
import static dev.yagura.attestation.ratls.Peers.CODE;
import static dev.yagura.attestation.ratls.Peers.refused;
import static dev.yagura.attestation.ratls.Peers.refusedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.ec.P256;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerVerifierTest {

    @Test
    void acceptsCertificateWhoseEvidenceThePolicyAccepts() throws IOException {
        Appraisal appraisal =
                new PeerVerifier(ACCEPTS_CODE).appraise(Peers.enclave().certificate());

        assertThat(appraisal).isInstanceOf(Accepted.class);
        assertThat(appraisal.message())
                .isEqualTo("accepted (simulated): mrenclave is " + CODE.hex());
    }

    @Test
    void refusesSimulatedEvidenceUnlessAllowed() throws IOException {
        var mrenclaveOnly =
                new AppraisalPolicy(
                        false,
                        ACCEPTS_CODE.simulationKeys(),
                        ACCEPTS_CODE.mrenclave(),
                        ACCEPTS_CODE.mrsigner(),
                        ACCEPTS_CODE.prodId(),
                        0,
                        false,
                        ACCEPTS_CODE.pinnedKeys());

        var refused = refusedBy(mrenclaveOnly, Peers.enclave().certificate());

        assertThat(refused.rule()).isEqualTo(Rule.ALLOW_SIMULATED);
    }

    @Test
    void showsWhatRefusedEvidenceSays() throws IOException {
        X509Certificate certificate = Peers.enclave().certificate();

        var claims = PeerVerifier.inspect(certificate).orElseThrow();

        assertThat(claims.mrenclave()).isEqualTo(CODE);
        assertThat(claims.simulated()).isTrue();
        Identity agent = Identity.withoutEvidence(IdentityOptions.named("agent"));
        assertThat(PeerVerifier.inspect(agent.certificate())).isEmpty();
    }

    @Test
    void refusesKeyThatIsNotPinnedAndNamesIt() {
        Identity agent = Identity.withoutEvidence(IdentityOptions.named("agent"));

        var refused = refusedBy(ACCEPTS_CODE, agent.certificate());

        assertThat(refused.rule()).isEqualTo(Rule.PINNED_KEYS);
        assertThat(refused.found()).startsWith(agent.keyHash().hex());
        assertThat(refused.expected()).isEqualTo("nothing: the policy lists none");
    }

    @Test
    void refusesEvidenceMovedToAnotherKey() throws IOException {
        KeyPair victim = P256.generate();
        TaggedEvidence stolen = evidenceAbout(victim, Peers.attester());

        var refused = refusedBy(ACCEPTS_CODE, Peers.forged(P256.generate(), stolen));

        assertThat(refused.rule()).isEqualTo(Rule.PUBLIC_KEY);
    }

    @Test
    void refusesEvidenceOverOtherReportData() throws IOException {
        KeyPair keys = P256.generate();
        Attester real = Peers.attester();
        Attester lying =
                new Attester() {
                    @Override
                    public EvidenceFormat format() {
                        return real.format();
                    }

                    @Override
                    public Evidence attest(ReportData reportData) throws IOException {
                        return real.attest(ReportData.of(CODE));
                    }
                };

        var refused = refusedBy(ACCEPTS_CODE, Peers.forged(keys, evidenceAbout(keys, lying)));

        assertThat(refused.rule()).isEqualTo(Rule.REPORT_DATA);
        assertThat(refused.found()).isEqualTo(ReportData.of(CODE).hex());
    }

    @Test
    void refusesDebugEnclave() throws IOException {
        KeyPair keys = P256.generate();
        var debug = SimulatedAttester.withFreshKey(new SimulatedEnclave(CODE, 1, 1, true));

        var refused = refusedBy(ACCEPTS_CODE, Peers.forged(keys, evidenceAbout(keys, debug)));

        assertThat(refused.rule()).isEqualTo(Rule.ALLOW_DEBUG);
    }

    @Test
    void refusesCertificateOutsideItsValidity() throws IOException {
        X509Certificate certificate = Peers.enclave().certificate();
        Instant end = certificate.getNotAfter().toInstant();
        Instant start = certificate.getNotBefore().toInstant();

        for (Instant now : new Instant[] {end.plusSeconds(1), start.minusSeconds(1)}) {
            var verifier = new PeerVerifier(ACCEPTS_CODE, InstantSource.fixed(now));
            var refused = refused(verifier.appraise(certificate));
            assertThat(refused.rule()).isEqualTo(Rule.CERTIFICATE);
            assertThat(refused.expected()).isEqualTo("one that is valid at " + now);
        }
        assertThat(end).isEqualTo(start.plus(Duration.ofDays(30)).plus(Duration.ofMinutes(5)));
    }

    @Test
    void pinnedKeyDoesNotOutliveItsCertificate() {
        Identity agent = Identity.withoutEvidence(IdentityOptions.named("agent"));
        Instant late = agent.certificate().getNotAfter().toInstant().plusSeconds(1);
        var verifier =
                new PeerVerifier(
                        AppraisalPolicy.pinning(agent.keyHash()), InstantSource.fixed(late));

        assertThat(refused(verifier.appraise(agent.certificate())).rule())
                .isEqualTo(Rule.CERTIFICATE);
    }

    @Test
    void refusesHugeCertificate() {
        KeyPair keys = P256.generate();
        var names = IntStream.range(0, 2000).mapToObj("host%d.example"::formatted);
        X509Certificate certificate =
                SelfSigned.certificate(
                        keys,
                        IdentityOptions.named("big").reachableAs(names.toList(), List.of()),
                        Optional.empty());

        var refused = refusedBy(ACCEPTS_CODE, certificate);

        assertThat(refused.rule()).isEqualTo(Rule.CERTIFICATE);
        assertThat(refused.expected()).isEqualTo("at most 32768");
    }

    @Test
    void refusesEveryFlippedBitOfACertificate() throws Exception {
        X509Certificate original = Peers.enclave().certificate();
        byte[] encoded = original.getEncoded();
        int unusedBits = unusedBitsAt(original);
        PeerVerifier verifier = new PeerVerifier(ACCEPTS_CODE);
        int parsed = 0;
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] mutant = encoded.clone();
            mutant[bit / 8] ^= (byte) (1 << (bit % 8));
            if (bit / 8 == unusedBits) {
                continue;
            }
            Optional<X509Certificate> certificate = parse(mutant);
            if (certificate.isPresent()) {
                parsed++;
                Appraisal appraisal = verifier.appraise(certificate.get());
                assertThat(appraisal).as("bit %d", bit).isInstanceOf(Appraisal.Refused.class);
            }
        }
        assertThat(parsed).as("mutants that were still certificates").isGreaterThan(1000);
    }

    @Test
    void randomDamageNeverGivesAnythingButARefusal() throws Exception {
        X509Certificate original = Peers.enclave().certificate();
        byte[] encoded = original.getEncoded();
        int unusedBits = unusedBitsAt(original);
        PeerVerifier verifier = new PeerVerifier(ACCEPTS_CODE);
        Random random = new Random(20261123);
        for (int round = 0; round < 3000; round++) {
            byte[] mutant = encoded.clone();
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(1, 256);
            }
            mutant[unusedBits] = encoded[unusedBits];
            if (!Arrays.equals(mutant, encoded)) {
                parse(mutant).ifPresent(certificate -> refused(verifier.appraise(certificate)));
            }
        }
    }

    /**
     * Where the signature's BIT STRING says how many bits of its last byte do not count. Where that
     * bit is zero, 1 is a second encoding of the same signature; ECDSA has one anyway (n - s). It
     * changes nothing that is signed, and TLS covers the bytes that were sent.
     */
    private static int unusedBitsAt(X509Certificate certificate) throws CertificateException {
        return certificate.getEncoded().length - certificate.getSignature().length - 1;
    }

    private static TaggedEvidence evidenceAbout(KeyPair keys, Attester attester)
            throws IOException {
        return TaggedEvidence.attest(
                attester, CustomClaims.about(keys.getPublic().getEncoded(), Optional.empty()));
    }

    private static Optional<X509Certificate> parse(byte[] der) {
        try {
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
