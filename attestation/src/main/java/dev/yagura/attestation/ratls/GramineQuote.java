package dev.yagura.attestation.ratls;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.appraisal.Verifier;
import java.security.PublicKey;

/**
 * Gramine's older form of evidence in a certificate: an SGX quote by itself, whose report data is
 * the SHA-256 of the key. It is read and never written.
 *
 * <p>Source: Gramine's "RA-TLS" library, {@code ra_tls_common.h}.
 */
final class GramineQuote {
    /** OID of the extension; Gramine made it up below Intel's arc. */
    static final String OID = "1.2.840.113741.1337.6";

    private GramineQuote() {}

    /**
     * Appraises a quote.
     *
     * @param quote the extension's value
     * @param key that of the certificate
     */
    static Appraisal appraise(byte[] quote, PublicKey key, Verifier verifier) {
        if (quote.length == 0 || quote.length > Evidence.MAX_ENCODED_BYTES) {
            return new Refused(
                    Rule.EVIDENCE,
                    "a quote of %d bytes".formatted(quote.length),
                    "1..%d bytes".formatted(Evidence.MAX_ENCODED_BYTES));
        }
        return verifier.appraise(
                new Evidence(EvidenceFormat.DCAP, quote),
                ReportData.of(Sha256.hash(key.getEncoded())));
    }
}
