package dev.yagura.attestation.ratls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.cbor.CborWriter;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaggedEvidenceTest {

    /** The next to that of SGX and TDX quotes, which nothing has. */
    private static final long UNKNOWN_TAG = 60001;

    @Test
    void roundTrips() throws IOException {
        TaggedEvidence tagged = evidence();

        TaggedEvidence read = TaggedEvidence.parse(tagged.encode());

        assertThat(read.evidence()).isEqualTo(tagged.evidence());
        assertThat(read.claims()).isEqualTo(tagged.claims());
        assertThat(read.expectedReportData()).isEqualTo(tagged.expectedReportData());
    }

    @Test
    void refusesFormatItDoesNotKnowByItsTag() {
        byte[] quote =
                new CborWriter()
                        .tag(UNKNOWN_TAG)
                        .array(2)
                        .byteString(new byte[436])
                        .byteString(new byte[] {(byte) 0xa0})
                        .toByteArray();

        assertThatThrownBy(() -> TaggedEvidence.parse(quote))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is 60001, expected that of a known evidence format");
    }

    @Test
    void refusesEmptyAndOversizedEvidence() throws IOException {
        long tag = evidence().evidence().format().cborTag();
        byte[] empty = new CborWriter().tag(tag).array(2).byteString(new byte[0]).toByteArray();
        byte[] huge =
                new CborWriter()
                        .tag(tag)
                        .array(2)
                        .byteString(new byte[Evidence.MAX_ENCODED_BYTES + 1])
                        .toByteArray();

        assertThatThrownBy(() -> TaggedEvidence.parse(empty)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> TaggedEvidence.parse(huge))
                .hasMessageContaining("is 30721, expected 0..30720");
    }

    @Test
    void damageGivesEvidenceOrTheDocumentedException() throws IOException {
        byte[] encoded = evidence().encode();
        Random random = new Random(20261123);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutant = Arrays.copyOf(encoded, encoded.length - random.nextInt(3));
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                // near the front or the back, where the structure is
                int at = random.nextInt(20) * (random.nextBoolean() ? 1 : -1);
                mutant[Math.floorMod(at, mutant.length)] = (byte) random.nextInt(256);
            }
            try {
                TaggedEvidence.parse(mutant);
            } catch (MalformedStructureException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    private static TaggedEvidence evidence() throws IOException {
        return TaggedEvidence.attest(
                Peers.attester(), CustomClaims.about(new byte[] {1}, Optional.empty()));
    }
}
