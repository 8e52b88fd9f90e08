package dev.yagura.attestation.dcap.quote;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.TrustDomain;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The report body of a TDX trust domain: {@value #SIZE_BYTES} bytes of a TD 1.0 report, and {@value
 * #SIZE_15_BYTES} of a TD 1.5 report, which begins with the same fields.
 *
 * @param teeTcbSvn versions of the TDX module and its loader when the domain started (TEE_TCB_SVN)
 * @param mrSignerSeam signer of the TDX module (MRSIGNERSEAM)
 * @param seamAttributes of the TDX module, 16 hexadecimal digits in the order of the bytes
 * @param debug whether the host may look inside: any bit of TDATTRIBUTES.TUD
 * @param domain the domain's measurements
 * @param reportData what the domain chose
 * @param teeTcbSvn2 the versions that run now (TD 1.5: TEE_TCB_SVN2)
 */
public record TdReport(
        TeeTcbSvn teeTcbSvn,
        Sha384 mrSignerSeam,
        String seamAttributes,
        boolean debug,
        TrustDomain domain,
        ReportData reportData,
        Optional<TeeTcbSvn> teeTcbSvn2)
        implements QuoteBody {

    /** Length of a TD 1.0 report in bytes. */
    public static final int SIZE_BYTES = 584;

    /** Length of a TD 1.5 report in bytes. */
    public static final int SIZE_15_BYTES = 648;

    private static final Field TEE_TCB_SVN = new Field("TEE_TCB_SVN", 0, TeeTcbSvn.COMPONENTS);
    private static final Field MRSIGNERSEAM = measurement("MRSIGNERSEAM", 64);
    private static final Field SEAMATTRIBUTES = new Field("SEAMATTRIBUTES", 112, 8);
    private static final Field TDATTRIBUTES_TUD = new Field("TDATTRIBUTES.TUD", 120, 1);
    private static final Field TDATTRIBUTES_SEC_HIGH = new Field("TDATTRIBUTES.SEC", 123, 1);
    private static final Field MRTD = measurement("MRTD", 136);
    private static final Field MRCONFIGID = measurement("MRCONFIGID", 184);
    private static final Field MROWNER = measurement("MROWNER", 232);
    private static final Field MROWNERCONFIG = measurement("MROWNERCONFIG", 280);
    private static final int RTMR0_OFFSET = 328;
    private static final Field REPORTDATA = new Field("REPORTDATA", 520, ReportData.SIZE_BYTES);
    private static final Field TEE_TCB_SVN2 =
            new Field("TEE_TCB_SVN2", SIZE_BYTES, TeeTcbSvn.COMPONENTS);
    private static final Field MRSERVICETD = measurement("MRSERVICETD", 600);

    /** Bit 29 of TDATTRIBUTES, in its fourth byte. */
    private static final int MIGRATABLE = 0x20;

    static TdReport parse(byte[] report) throws MalformedStructureException {
        Structure in = Structure.of("td report", report);
        boolean td15 = report.length == SIZE_15_BYTES;
        List<Sha384> rtmrs = new ArrayList<>();
        for (int i = 0; i < TrustDomain.RTMR_COUNT; i++) {
            rtmrs.add(sha384(in, measurement("RTMR" + i, RTMR0_OFFSET + i * Sha384.SIZE_BYTES)));
        }
        return new TdReport(
                new TeeTcbSvn(HexFormat.of().formatHex(in.copy(TEE_TCB_SVN))),
                sha384(in, MRSIGNERSEAM),
                HexFormat.of().formatHex(in.copy(SEAMATTRIBUTES)),
                in.u8(TDATTRIBUTES_TUD) != 0,
                new TrustDomain(
                        sha384(in, MRTD),
                        rtmrs,
                        sha384(in, MRCONFIGID),
                        sha384(in, MROWNER),
                        sha384(in, MROWNERCONFIG),
                        (in.u8(TDATTRIBUTES_SEC_HIGH) & MIGRATABLE) != 0,
                        td15 ? sha384(in, MRSERVICETD) : Sha384.ZERO),
                ReportData.fromBytes(in.copy(REPORTDATA)),
                td15
                        ? Optional.of(
                                new TeeTcbSvn(HexFormat.of().formatHex(in.copy(TEE_TCB_SVN2))))
                        : Optional.empty());
    }

    @Override
    public UnverifiedClaims claims() {
        return UnverifiedClaims.ofTrustDomain(domain, debug, reportData);
    }

    private static Field measurement(String name, int offset) {
        return new Field(name, offset, Sha384.SIZE_BYTES);
    }

    private static Sha384 sha384(Structure in, Field field) throws MalformedStructureException {
        return Sha384.fromBytes(in.copy(field));
    }
}
