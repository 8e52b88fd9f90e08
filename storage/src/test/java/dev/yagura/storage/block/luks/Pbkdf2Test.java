package dev.yagura.storage.block.luks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.block.crypt.Secret;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of RFC 6070 (SHA-1), and RFC 7914, "Test Vectors for PBKDF2 with HMAC-SHA-256". */
class Pbkdf2Test {
    @ParameterizedTest
    @CsvSource({
        "SHA1, password, salt, 1, 0c60c80f961f0e71f3a9b524af6012062fe037a6",
        "SHA1, password, salt, 4096, 4b007901b765489abead49d926f721d065a429c1",
        "SHA1, passwordPASSWORDpassword, saltSALTsaltSALTsaltSALTsaltSALTsalt, 4096,"
                + " 3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
        "SHA256, passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc4"
                + "9ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        "SHA256, Password, NaCl, 80000,"
                + " 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
    })
    void agreesWithPublishedVectors(
            LuksHash hash, String password, String salt, int iterations, String expected) {
        byte[] right = HexFormat.of().parseHex(expected);
        Pbkdf2 function = new Pbkdf2(hash, iterations, HeaderBytes.owning(salt.getBytes(US_ASCII)));

        try (Secret found =
                function.derive(Secret.owning(password.getBytes(US_ASCII)), right.length)) {
            assertThat(found.revealed()).isEqualTo(right);
        }
    }
}
