package dev.yagura.attestation.source;

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TsmAttesterTest {
    private static final ReportData ASKED = ReportData.of(Sha256.hash(new byte[] {1}));

    @TempDir private Path folder;
    private final byte[] quote = OwnQuotes.about(ASKED, false);
    private final List<Thread> kernels = new ArrayList<>();
    private String provider = "tdx_guest";
    private int writers = 1;

    /** What the kernel does: it answers when the report data has been written. */
    private final class FakeReports implements TsmAttester.Reports {
        @Override
        public void make(Path report) throws IOException {
            Files.createDirectory(report);
            Files.writeString(report.resolve("provider"), provider + "\n");
            Files.writeString(report.resolve("generation"), "7\n");
            fifo(report.resolve("inblob"));
            fifo(report.resolve("outblob"));
            if (provider.equals("tdx_guest")) {
                kernels.add(Thread.ofPlatform().daemon().start(() -> answer(report)));
            }
        }

        private void answer(Path report) {
            try {
                byte[] written = Files.readAllBytes(report.resolve("inblob"));
                assertThat(written).isEqualTo(ASKED.bytes());
                Files.writeString(report.resolve("generation"), (7 + writers) + "\n");
                Files.write(report.resolve("outblob"), quote);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void remove(Path report) throws IOException {
            try (var files = Files.list(report)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(report);
        }
    }

    private static void fifo(Path path) throws IOException {
        try {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this", e);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(folder).isEmptyDirectory();
    }

    private Evidence attest() throws IOException {
        return new TsmAttester(folder, new FakeReports()).attest(ASKED);
    }

    @Test
    void aQuoteIsTheAnswerToTheReportData() throws Exception {
        assertThat(attest()).isEqualTo(new Evidence(EvidenceFormat.DCAP, quote));
        kernels.getFirst().join();
    }

    @Test
    void aReportThatSomebodyElseWroteToIsNotShown() {
        writers = 2;

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::attest)
                .withMessageContaining("generation is 9, expected 8");
    }

    @Test
    void anotherPlatformThanTdxIsRefusedByName() {
        provider = "sev_guest";

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::attest)
                .withMessage("Linux TSM: provider is \"sev_guest\", expected \"tdx_guest\"");
    }
}
