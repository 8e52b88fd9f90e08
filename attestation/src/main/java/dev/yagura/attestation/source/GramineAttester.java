package dev.yagura.attestation.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SGX quotes by Gramine's pseudo-files ("Attestation and Secret Provisioning", section "Low-level
 * {@code /dev/attestation} interface").
 */
final class GramineAttester implements Attester {
    private static final String TYPE = "attestation_type";
    private static final String REPORT_DATA = "user_report_data";
    private static final String QUOTE = "quote";

    private static final int MAX_TYPE_BYTES = 64;

    private final Path folder;

    private GramineAttester(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns whether Gramine offers to attest there. Without SGX it has the folder and keys in it,
     * and nothing to attest with.
     */
    static boolean isAt(Path folder) {
        return Files.exists(folder.resolve(REPORT_DATA)) || Files.exists(folder.resolve(QUOTE));
    }

    /**
     * Returns an attester.
     *
     * @throws IOException if the manifest does not ask for DCAP
     */
    static GramineAttester at(Path folder) throws IOException {
        String type = text(folder.resolve(TYPE));
        if (!type.equals("dcap")) {
            throw new IOException(
                    "Gramine: sgx.remote_attestation is \"%s\", expected \"dcap\"".formatted(type));
        }
        return new GramineAttester(folder);
    }

    private static String text(Path file) throws IOException {
        return new String(PseudoFile.read(file, MAX_TYPE_BYTES), US_ASCII).strip();
    }

    @Override
    public EvidenceFormat format() {
        return EvidenceFormat.DCAP;
    }

    /** One at a time: what is written and what is read belong to the process, not to a thread. */
    @Override
    public synchronized Evidence attest(ReportData reportData) throws IOException {
        PseudoFile.write(folder.resolve(REPORT_DATA), reportData.bytes());
        byte[] quote = PseudoFile.read(folder.resolve(QUOTE), Evidence.MAX_ENCODED_BYTES);
        return OwnQuote.of("Gramine", quote, reportData);
    }
}
