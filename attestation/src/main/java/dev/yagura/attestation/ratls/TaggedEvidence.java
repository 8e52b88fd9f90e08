package dev.yagura.attestation.ratls;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.cbor.CborReader;
import dev.yagura.attestation.cbor.CborWriter;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;

/**
 * Evidence with the claims it is bound to: a CBOR tag that names the format, over an array of two
 * byte strings, evidence and {@code claims-buffer}.
 *
 * <p>The same encoding is the value of the certificate extension and the answer to a challenge.
 */
final class TaggedEvidence {

    /** OID of TCG DICE tagged evidence. */
    static final String OID = "2.23.133.5.4.9";

    /** Longest encoding in bytes. */
    static final int MAX_ENCODED_BYTES = Evidence.MAX_ENCODED_BYTES + 512;

    private static final String NAME = "tagged evidence";
    private static final int MAX_CLAIMS_BYTES = 256;

    private final Evidence evidence;
    private final CustomClaims claims;
    private final byte[] claimsBuffer;

    private TaggedEvidence(Evidence evidence, CustomClaims claims, byte[] claimsBuffer) {
        this.evidence = evidence;
        this.claims = claims;
        this.claimsBuffer = claimsBuffer;
    }

    /** Has {@code attester} vouch for {@code claims}. */
    static TaggedEvidence attest(Attester attester, CustomClaims claims) throws IOException {
        byte[] claimsBuffer = claims.encode();
        return new TaggedEvidence(attester.attest(reportData(claimsBuffer)), claims, claimsBuffer);
    }

    /**
     * Reads the encoding; nothing is verified.
     *
     * @throws MalformedStructureException if it is not tagged evidence of a known format
     */
    static TaggedEvidence parse(byte[] encoded) throws MalformedStructureException {
        CborReader in = new CborReader(NAME, encoded);
        long tag = in.tag("tag");
        EvidenceFormat format =
                EvidenceFormat.ofCborTag(tag)
                        .orElseThrow(() ->
                                in.malformed(
                                        Reason.UNSUPPORTED,
                                        "tag",
                                        "is %s, expected that of a known evidence format"
                                                .formatted(Long.toUnsignedString(tag))));
        in.array("array", 2);
        byte[] evidence = in.byteString("evidence", Evidence.MAX_ENCODED_BYTES);
        if (evidence.length == 0) {
            throw in.malformed(Reason.OUT_OF_RANGE, "evidence", "is empty");
        }
        byte[] claimsBuffer = in.byteString("claims-buffer", MAX_CLAIMS_BYTES);
        in.end("array");
        return new TaggedEvidence(
                new Evidence(format, evidence), CustomClaims.parse(claimsBuffer), claimsBuffer);
    }

    byte[] encode() {
        return new CborWriter()
                .tag(evidence.format().cborTag())
                .array(2)
                .byteString(evidence.encoded())
                .byteString(claimsBuffer)
                .toByteArray();
    }

    Evidence evidence() {
        return evidence;
    }

    CustomClaims claims() {
        return claims;
    }

    /** Returns the report data that evidence bound to these claims must have. */
    ReportData expectedReportData() {
        return reportData(claimsBuffer);
    }

    /** Returns the hash of a {@code claims-buffer} as evidence has to carry it. */
    static ReportData reportData(byte[] claimsBuffer) {
        return ReportData.of(Sha256.hash(claimsBuffer));
    }
}
