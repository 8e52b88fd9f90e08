package dev.yagura.attestation.dcap.quote;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/** The kinds of certification data: what a quote brings along to certify its platform. */
enum CertificationData {
    PPID_PLAIN(1, "PPID in plain text"),
    PPID_RSA_2048(2, "PPID encrypted with RSA-2048"),
    PPID_RSA_3072(3, "PPID encrypted with RSA-3072"),
    PCK_LEAF(4, "PCK certificate without its chain"),
    PCK_CHAIN(5, "PCK certificate chain"),
    QE_REPORT(6, "QE report with its own certification data"),
    PLATFORM_MANIFEST(7, "platform manifest");

    private static final String FIELD = "certification data type";

    private final int type;
    private final String meaning;

    CertificationData(int type, String meaning) {
        this.type = type;
        this.meaning = meaning;
    }

    /** Reads type, length and content; every type but this one is refused by its name. */
    byte[] read(Cursor in) throws MalformedStructureException {
        int found = in.u16(FIELD);
        if (found != type) {
            throw in.malformed(
                    Reason.UNSUPPORTED,
                    FIELD,
                    Short.BYTES,
                    "is %d (%s), expected %d (%s)"
                            .formatted(found, meaningOf(found), type, meaning));
        }
        return in.bytes(meaning, in.u32("certification data size"));
    }

    private static String meaningOf(int type) {
        for (CertificationData data : values()) {
            if (data.type == type) {
                return data.meaning;
            }
        }
        return "unknown";
    }
}
