package dev.yagura.network.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.yagura.bytes.MalformedStructureException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** JA4; {@code TsharkConversationsTest} holds JA3 and JA3S against tshark. */
class FingerprintsTest {
    /** The example of FoxIO's "JA4: TLS Client Fingerprinting", with values of GREASE added. */
    private static final ClientHello EXAMPLE =
            new ClientHello(
                    0x0303,
                    List.of(
                            0x0A0A, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9,
                            0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035),
                    List.of(
                            0x1A1A, 0x001B, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002D, 0x000D,
                            0x0005, 0x0023, 0x0012, 0x002B, 0xFF01, 0x000B, 0x000A, 0x0015),
                    Optional.of("example.org"),
                    List.of(0x2A2A, 0x001D),
                    List.of(0),
                    List.of(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601),
                    List.of("h2", "http/1.1"),
                    List.of(0xFAFA, 0x0304, 0x0303));

    @Test
    void ja4IsThatOfItsDescription() {
        assertThat(Fingerprints.ja4(EXAMPLE, false))
                .isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
        assertThat(Fingerprints.ja4(EXAMPLE, true)).startsWith("q13d1516h2_");
        assertThat(Fingerprints.ja3Text(EXAMPLE)).startsWith("771,4865-4866-").endsWith(",29,0");
    }

    @Test
    void ja4OfAHelloThatSaysLittle() {
        var bare =
                new ClientHello(
                        0x0301,
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("\u00ab\u00cd"),
                        List.of());

        assertThat(Fingerprints.ja4(bare, false)).isEqualTo("t10i0000ad_000000000000_000000000000");
    }

    @Test
    void aStreamOfMoreThanAMessageMayHaveIsRefused() {
        byte[] record = new byte[5 + 4];
        record[0] = 22;
        record[1] = 3;
        record[4] = 4;
        record[5] = 11;
        record[6] = 3; // 196,608 bytes
        var e =
                assertThrows(
                        MalformedStructureException.class,
                        () -> new HandshakeReader().read(MemorySegment.ofArray(record)));
        assertThat(e.field()).isEqualTo("length");
    }

    @Test
    void whatIsNoRecordIsRefusedAndWhatIsEncryptedIsNotRead() throws MalformedStructureException {
        assertThrows(
                MalformedStructureException.class,
                () ->
                        new HandshakeReader()
                                .read(MemorySegment.ofArray("GET / HTTP".getBytes(US_ASCII))));

        var reader = new HandshakeReader();
        byte[] changeKeys = {20, 3, 3, 0, 1, 1};
        assertThat(reader.read(MemorySegment.ofArray(changeKeys))).isEmpty();
        assertThat(reader.isDone()).isTrue();
        assertThat(reader.read(MemorySegment.ofArray("anything at all".getBytes(US_ASCII))))
                .isEmpty();
        assertThat(reader.costBytes()).isZero();
    }
}
