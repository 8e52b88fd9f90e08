package dev.yagura.attestation.pem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemTest {

    @Test
    void readsWhatItWrites() throws Exception {
        byte[] one = {1, 2, 3};
        byte[] two = new byte[100];
        String text = "before\n" + Pem.encode("X", one) + "between" + Pem.encode("X", two) + "\0";

        assertThat(decode(text, 5)).containsExactly(one, two);
        assertThat(decode(text, 1)).containsExactly(one);
        assertThat(Pem.decode("test", "X", text.getBytes(UTF_8))).isEqualTo(one);
    }

    @Test
    void refusesWhatHasNoBeginningOrEnd() {
        for (String text :
                List.of(
                        "",
                        "-----BEGIN X-----\nAQID\n",
                        "AQID\n-----END X-----\n",
                        "-----END X-----\n-----BEGIN X-----\n",
                        "-----BEGIN X-----END X-----\n", // the dashes are those of both
                        "-----BEGIN Y-----\nAQID\n-----END Y-----\n")) {
            assertThatThrownBy(() -> decode(text, 2))
                    .as(text)
                    .isInstanceOf(MalformedStructureException.class)
                    .hasMessageContaining("expected -----BEGIN X----- ... -----END X-----");
        }
    }

    @Test
    void refusesASecondObjectThatDoesNotEnd() {
        String text = Pem.encode("X", new byte[] {1}) + "-----BEGIN X-----END X-----";

        assertThatThrownBy(() -> decode(text, 2)).isInstanceOf(MalformedStructureException.class);
    }

    private static List<byte[]> decode(String text, int max) throws MalformedStructureException {
        return Pem.decode("test", "X", text.getBytes(UTF_8), max);
    }
}
