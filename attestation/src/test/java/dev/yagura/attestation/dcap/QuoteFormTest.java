package dev.yagura.attestation.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.dcap.quote.Quote;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuoteFormTest {

    private static final int[] SVN = {5, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};

    private final TestPlatform sgx = new TestPlatform();
    private final TestPlatform tdx = TestPlatform.ofTdx();

    @Test
    void readsEveryVersionAndBody() throws Exception {
        assertThat(Quote.parse(sgx.sign(new TestQuote())).version()).isEqualTo(3);
        assertThat(sgx.verify(new TestQuote().version(4, 0)).claims().tee()).isEqualTo(Tee.SGX);
        assertThat(sgx.verify(new TestQuote().version(5, 1)).claims().tee()).isEqualTo(Tee.SGX);
        assertThat(tdx.verify(TestQuote.trustDomain(SVN)).claims().tee()).isEqualTo(Tee.TDX);
        assertThat(tdx.verify(TestQuote.trustDomain(SVN).version(5, 2)).claims().tee())
                .isEqualTo(Tee.TDX);
        assertThat(tdx.verify(TestQuote.trustDomain15(SVN, SVN)).claims().tee()).isEqualTo(Tee.TDX);
    }

    @Test
    void ignoresWhatFollowsTheSignature() throws RefusedException {
        assertThat(sgx.verify(new TestQuote().trailing(3000)).tcb().advisories()).isEmpty();
    }

    @Test
    void tellsDebugFromTheAttributes() throws RefusedException {
        assertThat(sgx.verify(new TestQuote().body(48, 0x7)).claims().debug()).isTrue();
        assertThat(tdx.verify(TestQuote.trustDomain(SVN)).claims().debug()).isFalse();
        assertThat(tdx.verify(TestQuote.trustDomain(SVN).body(120, 1)).claims().debug()).isTrue();
        // The other bits of TUD are reserved, and as good as debug.
        assertThat(tdx.verify(TestQuote.trustDomain(SVN).body(120, 0x80)).claims().debug())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, PPID in plain text",
        "2, PPID encrypted with RSA-2048",
        "3, PPID encrypted with RSA-3072",
        "4, PCK certificate without its chain",
        "6, QE report",
        "7, platform manifest",
        "8, unknown",
    })
    void refusesOtherCertificationDataByName(int type, String name) {
        byte[] quote = sgx.sign(new TestQuote().certificationType(type));

        assertThatThrownBy(() -> Quote.parse(quote))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is %d (%s".formatted(type, name))
                .hasMessageContaining("expected 5 (PCK certificate chain)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, version",
        "0, 6, version",
        "2, 3, attestation key type",
        "4, 0x81, TEE type",
        "12, 0, QE vendor id",
    })
    void refusesAHeaderThatIsNotIntels(int offset, String value, String field) {
        byte[] quote = sgx.sign(new TestQuote());
        quote[offset] = Integer.decode(value).byteValue();

        assertThatThrownBy(() -> Quote.parse(quote))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED);
                            assertThat(e.field()).isEqualTo(field);
                        });
    }

    @Test
    void refusesBodiesOfAnotherTypeOrSize() {
        byte[] quote = tdx.sign(TestQuote.trustDomain15(SVN, SVN));
        for (int type : new int[] {0, 1, 4}) {
            quote[48] = (byte) type;
            assertThatThrownBy(() -> Quote.parse(quote)).hasMessageContaining("body type");
        }
        quote[48] = 3;
        quote[50] ^= 1;
        assertThatThrownBy(() -> Quote.parse(quote)).hasMessageContaining("body size");
    }

    @Test
    void refusesEveryTruncation() {
        for (byte[] quote :
                new byte[][] {
                    sgx.sign(new TestQuote()), tdx.sign(TestQuote.trustDomain15(SVN, SVN))
                }) {
            for (int length = 0; length < quote.length; length++) {
                byte[] cut = Arrays.copyOf(quote, length);
                assertThatThrownBy(() -> Quote.parse(cut))
                        .as("length %d", length)
                        .isInstanceOf(MalformedStructureException.class);
            }
        }
    }
}
