package dev.yagura.attestation.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborReaderTest {

    /** RFC 8949, "Examples of Encoded CBOR Data Items". */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "00, 0",
        "0a, 10",
        "17, 23",
        "1818, 24",
        "1864, 100",
        "1903e8, 1000",
        "1a000f4240, 1000000",
    })
    void readsAndWritesNumbersOfTheSpecification(String encoded, int value) throws Exception {
        assertThat(reader(encoded).unsigned("n", Integer.MAX_VALUE)).isEqualTo(value);
        assertThat(new CborWriter().unsigned(value).toByteArray())
                .isEqualTo(HexFormat.of().parseHex(encoded));
    }

    /** RFC 8949, "Examples of Encoded CBOR Data Items". */
    @Test
    void readsStringsOfTheSpecification() throws Exception {
        assertThat(reader("4401020304").byteString("b", 4)).containsExactly(1, 2, 3, 4);
        assertThat(reader("40").byteString("b", 4)).isEmpty();
        assertThat(reader("60").text("t", 4)).isEmpty();
        assertThat(reader("6449455446").text("t", 4)).isEqualTo("IETF");
        assertThat(reader("63e6b0b4").text("t", 3)).isEqualTo("\u6c34");
        assertThat(reader("d74401020304").tag("tag")).isEqualTo(23);
        assertThat(reader("c11a514b67b0").tag("tag")).isEqualTo(1);
        assertThat(reader("a0").map("map", 0)).isZero();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "1817,               OUT_OF_RANGE, 'takes 1 bytes, expected the shortest form'",
        "190017,             OUT_OF_RANGE, 'takes 2 bytes, expected the shortest form'",
        "1a00000017,         OUT_OF_RANGE, 'takes 4 bytes, expected the shortest form'",
        "1b0000000000000017, OUT_OF_RANGE, 'takes 8 bytes, expected the shortest form'",
        "1bffffffffffffffff, OUT_OF_RANGE, 'is 18446744073709551615, expected 0..100'",
        "1865,               OUT_OF_RANGE, 'is 101, expected 0..100'",
        "1c,                 UNSUPPORTED,  'has additional information 28'",
        "1f,                 UNSUPPORTED,  'has additional information 31'",
        "20,                 OUT_OF_RANGE, 'is a negative number, expected a unsigned number'",
        "f6,                 OUT_OF_RANGE, 'is a simple value, expected a unsigned number'",
        "18,                 TRUNCATED,    'ends at byte 2 of 1'",
        "'',                 TRUNCATED,    'ends at byte 1 of 0'",
    })
    void refusesOtherEncodings(String encoded, Reason reason, String message) {
        assertThatThrownBy(() -> reader(encoded).unsigned("n", 100))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @Test
    void refusesStringThatClaimsMoreThanThereIs() {
        assertThatThrownBy(() -> reader("5affffffff00").byteString("b", 30))
                .hasMessageContaining("is 4294967295, expected 0..30");
        assertThatThrownBy(() -> reader("4400").byteString("b", 30))
                .hasMessageContaining("ends at byte 5 of 2");
        assertThatThrownBy(() -> reader("62c328").text("t", 30))
                .hasMessageContaining("is not valid utf-8");
    }

    @Test
    void refusesTrailingBytes() throws Exception {
        CborReader in = reader("0000");
        in.unsigned("n", 1);
        assertThatThrownBy(() -> in.end("n")).hasMessageContaining("has 1 trailing bytes");
    }

    private static CborReader reader(String hex) {
        return new CborReader("test", HexFormat.of().parseHex(hex));
    }
}
