package dev.yagura.attestation.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedEvidenceTest {

    private static final Sha256 CODE = Sha256.hash(new byte[] {1});
    private static final ReportData DATA = ReportData.of(Sha256.hash(new byte[] {2}));

    private final SimulatedAttester attester =
            SimulatedAttester.withFreshKey(new SimulatedEnclave(CODE, 0xfffe, 0x102, true));
    private final byte[] encoded = attester.attest(DATA).encoded();

    @Test
    void saysWhatItsAttesterSaid() throws Exception {
        SimulatedEvidence evidence = SimulatedEvidence.parse(encoded);

        assertThat(evidence.hasGoodSignature()).isTrue();
        assertThat(evidence.keyHash()).isEqualTo(attester.keyHash());
        var claims = evidence.claims();
        assertThat(claims.mrenclave()).isEqualTo(CODE);
        assertThat(claims.mrsigner()).isEqualTo(Sha256.ZERO);
        assertThat(claims.prodId()).isEqualTo(0xfffe);
        assertThat(claims.svn()).isEqualTo(0x102);
        assertThat(claims.debug()).isTrue();
        assertThat(claims.simulated()).isTrue();
        assertThat(claims.reportData()).isEqualTo(DATA);
        assertThat(attester.format()).isEqualTo(EvidenceFormat.SIMULATED);
    }

    @Test
    void freshKeysDifferAndGivenOnesStay() {
        SimulatedEnclave enclave = SimulatedEnclave.of(CODE, 1, 1);
        KeyPair keys = P256.generate();

        assertThat(SimulatedAttester.withFreshKey(enclave).keyHash())
                .isNotEqualTo(SimulatedAttester.withFreshKey(enclave).keyHash());
        assertThat(SimulatedAttester.withKey(enclave, keys).keyHash())
                .isEqualTo(Sha256.hash(keys.getPublic().getEncoded()));
    }

    @Test
    void refusesKeysOfOtherKinds() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertThatThrownBy(() -> SimulatedAttester.withKey(SimulatedEnclave.of(CODE, 1, 1), rsa))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is RSA, expected EC on P-256");
    }

    @Test
    void noFlippedBitKeepsTheSignatureGood() {
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] mutant = encoded.clone();
            mutant[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(isGood(mutant)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void refusesEveryOtherLength() {
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> SimulatedEvidence.parse(cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
        assertThatThrownBy(() -> SimulatedEvidence.parse(Arrays.copyOf(encoded, 30_000)))
                .hasMessageContaining("ends at byte 272 of 30000");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "0x00, magic",
        "0x08, version",
        "0x0a, attributes",
        "0x30, mrsigner",
        "0x90, key",
    })
    void namesTheFieldItRefuses(String offset, String field) {
        byte[] mutant = encoded.clone();
        mutant[Integer.decode(offset)] ^= 0x40;

        assertThatThrownBy(() -> SimulatedEvidence.parse(mutant))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }

    private static boolean isGood(byte[] encoded) {
        try {
            return SimulatedEvidence.parse(encoded).hasGoodSignature();
        } catch (MalformedStructureException e) {
            return false;
        }
    }
}
