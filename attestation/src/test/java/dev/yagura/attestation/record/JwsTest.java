package dev.yagura.attestation.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class JwsTest {
    /** RFC 8037, appendices A.1 and A.4. */
    private static final String X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    private static final String EXAMPLE =
            """
            {"payload": "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc", "protected": "eyJhbGciOiJFZERTQSJ9",
             "signature": "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt\
            9g7sVvpAr_MuM0KAg"}\
            """;

    @Test
    void verifiesTheExampleOfTheStandard() throws Exception {
        Jws jws = Jws.parse("example", EXAMPLE);

        assertThat(new String(jws.payload(), UTF_8)).isEqualTo("Example of Ed25519 signing");
        assertThat(new String(jws.header(), UTF_8)).isEqualTo("{\"alg\":\"EdDSA\"}");
        assertThat(jws.isSignedBy(exampleKey())).isTrue();
        assertThat(Jws.parse("example", EXAMPLE.replace("eyJh", "eyJi")).isSignedBy(exampleKey()))
                .isFalse();
    }

    @Test
    void aKeyOfAnotherKindSignedNothing() throws Exception {
        PublicKey ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();

        assertThat(Jws.parse("example", EXAMPLE).isSignedBy(ec)).isFalse();
    }

    /** RFC 8032, 5.1.2: little-endian y, and the last bit that of x. */
    private static PublicKey exampleKey() throws Exception {
        byte[] y = Base64.getUrlDecoder().decode(X);
        boolean odd = (y[31] & 0x80) != 0;
        y[31] &= 0x7f;
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = y[31 - i];
        }
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, big));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
