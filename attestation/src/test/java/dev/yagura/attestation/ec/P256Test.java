package dev.yagura.attestation.ec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class P256Test {

    private static final byte[] MESSAGE = {1, 2, 3};

    /** RFC 6979, "ECDSA, 256 Bits (Prime Field)": public key, and signature of "sample". */
    @Test
    void verifiesSignatureOfRfc6979() {
        PublicKey key =
                P256.decode(
                                hex(
                                        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                                                + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"))
                        .orElseThrow();
        byte[] signature =
                hex(
                        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                                + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");

        assertThat(P256.verify(key, new byte[] {'s', 'a', 'm', 'p', 'l', 'e'}, signature)).isTrue();
        assertThat(P256.verify(key, new byte[] {'t', 'e', 's', 't'}, signature)).isFalse();
    }

    @Test
    void pointRoundTrips() {
        for (int i = 0; i < 300; i++) { // so that coordinates with leading zeros occur
            KeyPair keys = P256.generate();
            byte[] pair = P256.encode(keys.getPublic());
            assertThat(P256.decode(pair)).contains(keys.getPublic());
        }
    }

    @Test
    void refusesPointsThatAreNotOnTheCurve() {
        byte[] pair = P256.encode(P256.generate().getPublic());
        for (int bit = 0; bit < pair.length * 8; bit++) {
            byte[] off = pair.clone();
            off[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(P256.decode(off)).as("bit %d", bit).isEmpty();
        }
        assertThat(P256.decode(new byte[P256.PAIR_BYTES])).isEmpty();
    }

    @Test
    void refusesCoordinateThatIsNotReduced() {
        BigInteger p =
                new BigInteger(
                        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
        // x = 5 has a point; x = 5 + p names the same one
        byte[] pair =
                hex(
                        "0000000000000000000000000000000000000000000000000000000000000005"
                                + "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
        assertThat(P256.decode(pair)).isPresent();
        byte[] x = p.add(BigInteger.valueOf(5)).toByteArray();
        System.arraycopy(x, x.length - P256.COORDINATE_BYTES, pair, 0, P256.COORDINATE_BYTES);

        assertThat(P256.decode(pair)).isEmpty();
    }

    @Test
    void refusesDegenerateSignatures() {
        KeyPair keys = P256.generate();
        byte[] zero = new byte[P256.PAIR_BYTES];
        byte[] ones = new byte[P256.PAIR_BYTES];
        Arrays.fill(ones, (byte) 0xff);

        assertThat(P256.verify(keys.getPublic(), MESSAGE, zero)).isFalse();
        assertThat(P256.verify(keys.getPublic(), MESSAGE, ones)).isFalse();
        assertThat(P256.verify(keys.getPublic(), MESSAGE, new byte[0])).isFalse();
        assertThat(P256.verify(keys.getPublic(), MESSAGE, new byte[65])).isFalse();
        assertThat(P256.verify(keys.getPublic(), MESSAGE, P256.sign(keys.getPrivate(), MESSAGE)))
                .isTrue();
    }

    @Test
    void tellsPairsApart() {
        KeyPair one = P256.generate();
        KeyPair two = P256.generate();

        assertThat(P256.matches(one.getPrivate(), one.getPublic())).isTrue();
        assertThat(P256.matches(one.getPrivate(), two.getPublic())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void refusesOtherCurves(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        PublicKey other = generator.generateKeyPair().getPublic();

        assertThat(P256.isP256(other)).isFalse();
        assertThatThrownBy(() -> P256.encode(other)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
