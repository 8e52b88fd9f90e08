package dev.yagura.attestation.dcap.quote;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The report body of an SGX enclave, {@value #SIZE_BYTES} bytes, little-endian; of the quoted
 * enclave, or of the quoting enclave itself.
 *
 * @param miscselect MISCSELECT, 8 hexadecimal digits in the order of the bytes
 * @param attributes ATTRIBUTES with XFRM, 32 hexadecimal digits in the order of the bytes
 * @param mrenclave measurement
 * @param mrsigner signer
 * @param prodId ISVPRODID
 * @param svn ISVSVN
 * @param reportData what the enclave chose
 */
public record EnclaveReport(
        String miscselect,
        String attributes,
        Sha256 mrenclave,
        Sha256 mrsigner,
        int prodId,
        int svn,
        ReportData reportData)
        implements QuoteBody {

    /** Length in bytes. */
    public static final int SIZE_BYTES = 384;

    private static final int ATTRIBUTE_DEBUG = 0x2;

    private static final Field MISCSELECT = new Field("MISCSELECT", 16, 4);
    private static final Field ATTRIBUTES = new Field("ATTRIBUTES", 48, 16);
    private static final Field MRENCLAVE = new Field("MRENCLAVE", 64, Sha256.SIZE_BYTES);
    private static final Field MRSIGNER = new Field("MRSIGNER", 128, Sha256.SIZE_BYTES);
    private static final Field ISVPRODID = new Field("ISVPRODID", 256, 2);
    private static final Field ISVSVN = new Field("ISVSVN", 258, 2);
    private static final Field REPORTDATA = new Field("REPORTDATA", 320, ReportData.SIZE_BYTES);

    static EnclaveReport parse(String name, byte[] report) throws MalformedStructureException {
        Structure in = Structure.of(name, report);
        return new EnclaveReport(
                HexFormat.of().formatHex(in.copy(MISCSELECT)),
                HexFormat.of().formatHex(in.copy(ATTRIBUTES)),
                Sha256.fromBytes(in.copy(MRENCLAVE)),
                Sha256.fromBytes(in.copy(MRSIGNER)),
                in.u16(ISVPRODID),
                in.u16(ISVSVN),
                ReportData.fromBytes(in.copy(REPORTDATA)));
    }

    /** Returns whether the host may look into the enclave (ATTRIBUTES.DEBUG). */
    public boolean debug() {
        return (HexFormat.fromHexDigits(attributes, 0, 2) & ATTRIBUTE_DEBUG) != 0;
    }

    @Override
    public UnverifiedClaims claims() {
        return new UnverifiedClaims(
                Tee.SGX, mrenclave, mrsigner, prodId, svn, debug(), reportData, Optional.empty());
    }
}
