package dev.yagura.attestation.dcap.quote;

import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;

/**
 * The signature data of a quote: who signed it, and what certifies the signer. Immutable.
 *
 * <p>The platform's certified key (PCK) signs the quoting enclave's report, whose report data names
 * the attestation key, which signs the quote.
 */
public final class QuoteSignature {

    private final byte[] signature;
    private final byte[] attestationKey;
    private final byte[] qeReportBytes;
    private final EnclaveReport qeReport;
    private final byte[] qeReportSignature;
    private final byte[] qeAuthData;
    private final byte[] pckChain;

    private QuoteSignature(byte[] signature, byte[] attestationKey, Cursor qe)
            throws MalformedStructureException {
        this.signature = signature;
        this.attestationKey = attestationKey;
        this.qeReportBytes = qe.bytes("qe report", EnclaveReport.SIZE_BYTES);
        this.qeReport = EnclaveReport.parse("qe report", qeReportBytes);
        this.qeReportSignature = qe.bytes("qe report signature", P256.PAIR_BYTES);
        this.qeAuthData = qe.bytes("qe authentication data", qe.u16("qe authentication data size"));
        this.pckChain = CertificationData.PCK_CHAIN.read(qe);
    }

    /**
     * Reads signature data.
     *
     * @param nested whether what concerns the quoting enclave is certification data of type 6, as
     *     from version 4 on
     */
    static QuoteSignature parse(byte[] data, boolean nested) throws MalformedStructureException {
        Cursor in = new Cursor("quote signature data", data);
        byte[] signature = in.bytes("quote signature", P256.PAIR_BYTES);
        byte[] key = in.bytes("attestation key", P256.PAIR_BYTES);
        Cursor qe =
                nested
                        ? new Cursor("qe certification data", CertificationData.QE_REPORT.read(in))
                        : in;
        return new QuoteSignature(signature, key, qe);
    }

    /** Returns the signature over the quote, {@code r || s}. */
    public byte[] signature() {
        return signature.clone();
    }

    /** Returns the key that made it, {@code x || y}. */
    public byte[] attestationKey() {
        return attestationKey.clone();
    }

    /** Returns the quoting enclave's report as it was signed. */
    public byte[] qeReportBytes() {
        return qeReportBytes.clone();
    }

    /** Returns the quoting enclave's report. */
    public EnclaveReport qeReport() {
        return qeReport;
    }

    /** Returns the platform's signature over that report, {@code r || s}. */
    public byte[] qeReportSignature() {
        return qeReportSignature.clone();
    }

    /** Returns what the quoting enclave binds to the attestation key. */
    public byte[] qeAuthData() {
        return qeAuthData.clone();
    }

    /** Returns the platform's certificate chain, as PEM if it is genuine. */
    public byte[] pckChain() {
        return pckChain.clone();
    }
}
