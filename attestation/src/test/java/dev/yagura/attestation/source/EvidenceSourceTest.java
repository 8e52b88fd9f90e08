package dev.yagura.attestation.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.dcap.OwnQuotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceSourceTest {
    private static final ReportData ASKED = ReportData.of(Sha256.hash(new byte[] {1}));
    private static final ReportData OTHER = ReportData.of(Sha256.hash(new byte[] {2}));

    @TempDir private Path root;

    private EvidenceSource find() throws IOException {
        return EvidenceSource.find(root, Map.of());
    }

    /** Makes what Gramine shows to a program; returns the folder. */
    private Path gramine(String type, byte[] quote) throws IOException {
        Path folder = Files.createDirectories(root.resolve("dev/attestation"));
        Files.writeString(folder.resolve("attestation_type"), type + "\n", US_ASCII);
        Files.write(folder.resolve("user_report_data"), new byte[0]);
        Files.write(folder.resolve("quote"), quote);
        return folder;
    }

    private Evidence attested(ReportData reportData) throws IOException {
        return find().attester().orElseThrow().attest(reportData);
    }

    @Test
    void anOrdinaryMachineSimulates() throws IOException {
        assertThat(find()).isEqualTo(EvidenceSource.NONE);
    }

    @Test
    void gramineWithoutSgxSimulates() throws IOException {
        Files.createDirectories(root.resolve("dev/attestation/keys"));

        assertThat(find()).isEqualTo(EvidenceSource.NONE);
    }

    @Test
    void gramineIsAskedForAQuoteOfTheReportData() throws IOException {
        byte[] quote = OwnQuotes.about(ASKED, false);
        Path folder = gramine("dcap", quote);

        Evidence evidence = attested(ASKED);

        assertThat(find().name()).isEqualTo("Gramine");
        assertThat(evidence).isEqualTo(new Evidence(EvidenceFormat.DCAP, quote));
        assertThat(folder.resolve("user_report_data")).hasBinaryContent(ASKED.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "epid", "", "dcap2"})
    void gramineWithoutDcapIsNotTakenForASimulation(String type) throws IOException {
        gramine(type.isEmpty() ? " " : type, new byte[1]);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::find)
                .withMessage("Gramine: sgx.remote_attestation is \"%s\", expected \"dcap\"", type);
    }

    /** A host that makes such files has no quote for what is asked. */
    @Test
    void aQuoteAboutSomethingElseIsNotShown() throws IOException {
        gramine("dcap", OwnQuotes.about(OTHER, false));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> attested(ASKED))
                .withMessage(
                        "Gramine: quote: report data is %s, expected %s", OTHER.hex(), ASKED.hex());
    }

    @Test
    void whatIsNoQuoteIsNotShown() throws IOException {
        byte[] quote = OwnQuotes.about(ASKED, false);
        for (int length : new int[] {0, 1, 47, 432, quote.length - 1}) {
            gramine("dcap", java.util.Arrays.copyOf(quote, length));
            assertThatExceptionOfType(IOException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> attested(ASKED));
        }
        gramine("dcap", new byte[Evidence.MAX_ENCODED_BYTES + 1]);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> attested(ASKED))
                .withMessageContaining("holds more than 30720 bytes");
    }

    @Test
    void anEnclaveThatItsHostMayLookIntoDoesNotStart() throws IOException {
        gramine("dcap", OwnQuotes.about(ASKED, true));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> attested(ASKED))
                .withMessageContaining("debug is true, expected false");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, 'SCONE: SCONE_MODE is AUTO, expected HW'",
        "SIM, 'SCONE: SCONE_MODE is SIM, expected HW'",
        "hw, 'SCONE: an identity that CAS injects is not supported'"
    })
    void sconeIsRefused(String mode, String message) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> EvidenceSource.find(root, Map.of("SCONE_MODE", mode)))
                .withMessageStartingWith(message);
    }

    @Test
    void linuxIsAskedWhereItOffersReports() throws IOException {
        Files.createDirectories(root.resolve("sys/kernel/config/tsm/report"));

        assertThat(find().name()).isEqualTo("Linux TSM");
        assertThat(find().attester()).isPresent();
    }
}
