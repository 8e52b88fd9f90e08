package dev.yagura.attestation.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * TDX quotes by Linux (from 6.7), in a trust domain (kernel documentation, {@code
 * ABI/testing/configfs-tsm-report}).
 */
final class TsmAttester implements Attester {
    private static final String TDX = "tdx_guest";
    private static final int MAX_TEXT_BYTES = 64;

    /** Makes and removes reports: folders that the kernel fills. */
    interface Reports {
        void make(Path report) throws IOException;

        void remove(Path report) throws IOException;
    }

    private static final Reports OF_KERNEL =
            new Reports() {
                @Override
                public void make(Path report) throws IOException {
                    Files.createDirectory(report);
                }

                @Override
                public void remove(Path report) throws IOException {
                    Files.delete(report);
                }
            };

    private final Path folder;
    private final Reports reports;

    TsmAttester(Path folder) {
        this(folder, OF_KERNEL);
    }

    TsmAttester(Path folder, Reports reports) {
        this.folder = folder;
        this.reports = reports;
    }

    @Override
    public EvidenceFormat format() {
        return EvidenceFormat.DCAP;
    }

    @Override
    public Evidence attest(ReportData reportData) throws IOException {
        byte[] random = new byte[8];
        ThreadLocalRandom.current().nextBytes(random);
        Path report = folder.resolve("yagura-" + HexFormat.of().formatHex(random));
        reports.make(report);
        try {
            return OwnQuote.of("Linux TSM", quote(report, reportData), reportData);
        } finally {
            reports.remove(report);
        }
    }

    /** The kernel counts what is written, and so tells whether somebody else wrote in between. */
    private static byte[] quote(Path report, ReportData reportData) throws IOException {
        String provider = text(report, "provider");
        if (!provider.equals(TDX)) {
            throw new IOException(
                    "Linux TSM: provider is \"%s\", expected \"%s\"".formatted(provider, TDX));
        }
        long before = generation(report);
        PseudoFile.write(report.resolve("inblob"), reportData.bytes());
        byte[] quote = PseudoFile.read(report.resolve("outblob"), Evidence.MAX_ENCODED_BYTES);
        long after = generation(report);
        if (after != before + 1) {
            throw new IOException(
                    "Linux TSM: generation is %d, expected %d: another program wrote to the report"
                            .formatted(after, before + 1));
        }
        return quote;
    }

    private static long generation(Path report) throws IOException {
        String text = text(report, "generation");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(
                    "Linux TSM: generation is \"%s\", expected a number".formatted(text), e);
        }
    }

    private static String text(Path report, String name) throws IOException {
        return new String(PseudoFile.read(report.resolve(name), MAX_TEXT_BYTES), US_ASCII).strip();
    }
}
