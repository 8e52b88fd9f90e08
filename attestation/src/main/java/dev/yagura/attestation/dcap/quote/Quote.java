package dev.yagura.attestation.dcap.quote;

import dev.yagura.attestation.Tee;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;
import java.util.HexFormat;

/** A quote, taken apart. Nothing is verified. Immutable. */
public final class Quote {

    private static final String NAME = "quote";
    private static final int MIN_VERSION = 3;
    private static final int MAX_VERSION = 5;
    private static final int ECDSA_P256 = 2;
    private static final int TEE_TYPE_SGX = 0;
    private static final int TEE_TYPE_TDX = 0x81;
    private static final int BODY_SGX = 1;
    private static final int BODY_TD_10 = 2;
    private static final int BODY_TD_15 = 3;
    private static final String INTEL_QE_VENDOR = "939a7233f79c4ca9940a0db3957f0607";
    private static final int VENDOR_BYTES = 16;
    private static final int USER_DATA_BYTES = 20;

    private final int version;
    private final QuoteBody body;
    private final byte[] signed;
    private final QuoteSignature signature;

    private Quote(int version, QuoteBody body, byte[] signed, QuoteSignature signature) {
        this.version = version;
        this.body = body;
        this.signed = signed;
        this.signature = signature;
    }

    /**
     * Takes a quote apart.
     *
     * @throws MalformedStructureException if it is none, or of a kind that this package does not
     *     read
     */
    public static Quote parse(byte[] encoded) throws MalformedStructureException {
        Cursor in = new Cursor(NAME, encoded);
        int version = version(in);
        in.require("attestation key type", 2, in.u16("attestation key type"), ECDSA_P256, "P-256");
        Tee tee = tee(in, version);
        in.u16("QE SVN"); // said again by signed reports; from version 4 on reserved
        in.u16("PCE SVN");
        String vendor = HexFormat.of().formatHex(in.bytes("QE vendor id", VENDOR_BYTES));
        if (!vendor.equals(INTEL_QE_VENDOR)) {
            throw in.malformed(
                    Reason.UNSUPPORTED,
                    "QE vendor id",
                    VENDOR_BYTES,
                    "is %s, expected Intel's %s".formatted(vendor, INTEL_QE_VENDOR));
        }
        in.bytes("user data", USER_DATA_BYTES);
        QuoteBody body = body(in, version, tee);
        byte[] signed = Arrays.copyOf(encoded, (int) in.position());
        byte[] signature = in.bytes("signature data", in.u32("signature data size"));
        return new Quote(
                version, body, signed, QuoteSignature.parse(signature, version > MIN_VERSION));
    }

    private static int version(Cursor in) throws MalformedStructureException {
        int version = in.u16("version");
        if (version < MIN_VERSION || version > MAX_VERSION) {
            throw in.malformed(
                    Reason.UNSUPPORTED,
                    "version",
                    Short.BYTES,
                    "is %d, expected %d..%d".formatted(version, MIN_VERSION, MAX_VERSION));
        }
        return version;
    }

    private static Tee tee(Cursor in, int version) throws MalformedStructureException {
        long type = in.u32("TEE type"); // reserved in version 3
        if (type == TEE_TYPE_SGX) {
            return Tee.SGX;
        }
        if (type == TEE_TYPE_TDX && version > MIN_VERSION) {
            return Tee.TDX;
        }
        throw in.malformed(
                Reason.UNSUPPORTED,
                "TEE type",
                Integer.BYTES,
                "is 0x%x in version %d, expected 0x0 (SGX) or, from version 4 on, 0x81 (TDX)"
                        .formatted(type, version));
    }

    private static QuoteBody body(Cursor in, int version, Tee tee)
            throws MalformedStructureException {
        int type = tee == Tee.SGX ? BODY_SGX : BODY_TD_10;
        if (version == MAX_VERSION) {
            type = in.u16("body type");
            if (tee == Tee.SGX || type != BODY_TD_15) {
                in.require(
                        "body type",
                        Short.BYTES,
                        type,
                        tee == Tee.SGX ? BODY_SGX : BODY_TD_10,
                        tee.label());
            }
            in.require("body size", Integer.BYTES, in.u32("body size"), sizeBytes(type), "bytes");
        }
        byte[] report = in.bytes("body", sizeBytes(type));
        return type == BODY_SGX
                ? EnclaveReport.parse("enclave report", report)
                : TdReport.parse(report);
    }

    private static int sizeBytes(int bodyType) {
        return switch (bodyType) {
            case BODY_SGX -> EnclaveReport.SIZE_BYTES;
            case BODY_TD_10 -> TdReport.SIZE_BYTES;
            default -> TdReport.SIZE_15_BYTES;
        };
    }

    /** Returns the version of the format, 3 to 5. */
    public int version() {
        return version;
    }

    /** Returns what the quote vouches for. */
    public QuoteBody body() {
        return body;
    }

    /** Returns the bytes that the quote's signature covers. */
    public byte[] signed() {
        return signed.clone();
    }

    /** Returns who signed it. */
    public QuoteSignature signature() {
        return signature;
    }
}
