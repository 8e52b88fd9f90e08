package dev.yagura.attestation.ratls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.cbor.CborWriter;
import dev.yagura.bytes.MalformedStructureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomClaimsTest {

    /**
     * From the certificate that Gramine's RA-TLS made on an SGX machine: {@code
     * interoperability-tests/gramine-cert.pem} of the Confidential Computing Consortium's
     * interoperable-ra-tls repository, commit 047fec43. Its public key, the {@code claims-buffer}
     * of its evidence (CBOR tag 60000), and the first half of the report data in its quote.
     */
    private static final byte[] GRAMINE_PUBLIC_KEY =
            hex(
                    "3076301006072a8648ce3d020106052b8104002203620004"
                            + "71175934940456216c01770d57f89d92176b28c5fa00fb3ee3ccc2bee0735a26"
                            + "4883145b6f3cb7a3d5c3636efc4229f3e55004c4f274e77ff8b061166689da45"
                            + "fc5e1884a6b85fd0413e5fe8a27ceca0ef4bcbb6c4c11666238ce7145a63e239");

    private static final byte[] GRAMINE_CLAIMS =
            hex(
                    "a16b7075626b65792d68617368582482015820"
                            + "5a5a5b2d177433048e9d62409d1acc4ec526c06e294d09e69a36cff9369e4851");
    private static final String GRAMINE_REPORT_DATA =
            "d8673446fe0f6842d4af0d182c8751d7e967039116deff5f85a43b2ca90c2831";

    @Test
    void readsAndReproducesClaimsOfAGramineCertificate() throws Exception {
        CustomClaims claims = CustomClaims.parse(GRAMINE_CLAIMS);

        assertThat(claims.algorithm()).isEqualTo(HashAlgorithm.SHA_256);
        assertThat(claims.nonce()).isEmpty();
        assertThat(claims.isAbout(GRAMINE_PUBLIC_KEY)).isTrue();
        assertThat(CustomClaims.about(GRAMINE_PUBLIC_KEY, Optional.empty()).encode())
                .isEqualTo(GRAMINE_CLAIMS);
        assertThat(TaggedEvidence.reportData(GRAMINE_CLAIMS).hex())
                .isEqualTo(GRAMINE_REPORT_DATA + "0".repeat(64));
    }

    @Test
    void nonceRoundTrips() throws Exception {
        Nonce nonce = Nonce.random();
        CustomClaims claims = CustomClaims.about(GRAMINE_PUBLIC_KEY, Optional.of(nonce));

        assertThat(CustomClaims.parse(claims.encode())).isEqualTo(claims);
    }

    @Test
    void readsClaimsInEitherOrder() throws Exception {
        Nonce nonce = Nonce.random();
        byte[] entry = new CborWriter().array(2).unsigned(7).byteString(new byte[48]).toByteArray();
        byte[] reversed =
                new CborWriter()
                        .map(2)
                        .text("pubkey-hash")
                        .byteString(entry)
                        .text("nonce")
                        .byteString(nonce.bytes())
                        .toByteArray();

        CustomClaims claims = CustomClaims.parse(reversed);

        assertThat(claims.algorithm()).isEqualTo(HashAlgorithm.SHA_384);
        assertThat(claims.nonce()).contains(nonce);
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < GRAMINE_CLAIMS.length; length++) {
            byte[] cut = Arrays.copyOf(GRAMINE_CLAIMS, length);
            assertThatThrownBy(() -> CustomClaims.parse(cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "a0,                                       pubkey-hash at 0x1 is absent",
        "a3,                                       'is 3, expected 0..2'",
        "a1656b65795f3040,                         'is key_0, expected pubkey-hash or nonce once'",
        "a26b7075626b65792d68617368406b7075626b65792d6861736840, is pubkey-hash",
        "a1656e6f6e636540,                         'nonce at 0x8 is 0 bytes long, expected 16..64'",
        "a16b7075626b65792d686173684180,           'has 0 items, expected 2'",
        "a16b7075626b65792d6861736843820100,       'hash-value at 0x2 is a unsigned number'",
        "a16b7075626b65792d6861736843820340,       'hash-alg-id'",
        "a16b7075626b65792d6861736843820140,       'is 0 bytes long, expected 32'",
        "a16b7075626b65792d68617368190100,         'is a unsigned number, expected a byte string'",
    })
    void refusesHostileClaims(String claims, String message) {
        assertThatThrownBy(() -> CustomClaims.parse(hex(claims)))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining(message);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
