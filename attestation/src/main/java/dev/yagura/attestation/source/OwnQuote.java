package dev.yagura.attestation.source;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;

/** What an attester gave, looked at before it is shown to anybody. */
final class OwnQuote {
    private OwnQuote() {}

    /**
     * Returns a quote as evidence.
     *
     * @param source who gave it, for messages
     * @throws IOException if it is no quote, is about other report data, or says that the host may
     *     look into this program: whoever appraises it would refuse it, and say less
     */
    static Evidence of(String source, byte[] quote, ReportData expected) throws IOException {
        Evidence evidence = new Evidence(EvidenceFormat.DCAP, quote);
        UnverifiedClaims claims;
        try {
            claims = Verifier.inspect(evidence);
        } catch (MalformedStructureException e) {
            throw new IOException("%s: quote: %s".formatted(source, e.getMessage()), e);
        }
        if (!claims.reportData().equals(expected)) {
            throw new IOException(
                    "%s: quote: report data is %s, expected %s"
                            .formatted(source, claims.reportData(), expected));
        }
        if (claims.debug()) {
            throw new IOException(
                    "%s: quote: debug is true, expected false: the host may read this program's memory"
                            .formatted(source));
        }
        return evidence;
    }
}
