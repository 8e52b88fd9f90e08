package dev.yagura.attestation.dcap.pki;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.jspecify.annotations.Nullable;

/**
 * What a platform's certificate says about the platform: the SGX extension, OID {@value #OID}.
 *
 * @param fmspc family, model, stepping, platform and custom SKU: 12 lower-case hexadecimal digits
 * @param pceId of its provisioning certification enclave: 4 lower-case hexadecimal digits
 * @param sgxComponents security versions of the components below an enclave, {@value #COMPONENTS}
 *     numbers in 0..255
 * @param pceSvn security version of the provisioning certification enclave, 0..65535
 */
public record Platform(String fmspc, String pceId, List<Integer> sgxComponents, int pceSvn) {

    /** Number of components. */
    public static final int COMPONENTS = 16;

    private static final String OID = "1.2.840.113741.1.13.1";
    private static final String TCB = OID + ".2";
    private static final String PCE_SVN = TCB + ".17";
    private static final String PCE_ID = OID + ".3";
    private static final String FMSPC = OID + ".4";
    private static final int FMSPC_BYTES = 6;
    private static final int PCE_ID_BYTES = 2;
    private static final int MAX_U8 = 0xff;
    private static final int MAX_U16 = 0xffff;

    /** More entries than any version of the extension has. */
    private static final int MAX_ENTRIES = 32;

    /** Copies the list. */
    public Platform {
        sgxComponents = List.copyOf(sgxComponents);
    }

    /**
     * Reads the extension of a verified certificate.
     *
     * @throws RefusedException under {@link Rule#PCK_CHAIN} if it is absent or incomplete
     */
    public static Platform of(X509Certificate pck) throws RefusedException {
        byte @Nullable [] extension = pck.getExtensionValue(OID);
        if (extension == null) {
            throw refused("absent");
        }
        try {
            ASN1Encodable content =
                    ASN1Sequence.getInstance(ASN1OctetString.getInstance(extension).getOctets());
            Map<String, ASN1Encodable> fields = fields(content);
            Map<String, ASN1Encodable> tcb = fields(required(fields, TCB));
            List<Integer> components = new ArrayList<>();
            for (int i = 1; i <= COMPONENTS; i++) {
                components.add(number(tcb, TCB + "." + i, MAX_U8));
            }
            return new Platform(
                    octets(fields, FMSPC, FMSPC_BYTES),
                    octets(fields, PCE_ID, PCE_ID_BYTES),
                    components,
                    number(tcb, PCE_SVN, MAX_U16));
        } catch (IllegalArgumentException | IllegalStateException e) {
            // What the ASN.1 reader throws for another type or encoding than was asked for.
            throw refused("malformed: " + e.getMessage());
        }
    }

    private static Map<String, ASN1Encodable> fields(ASN1Encodable value) throws RefusedException {
        ASN1Sequence sequence = ASN1Sequence.getInstance(value);
        if (sequence.size() > MAX_ENTRIES) {
            throw refused("of %d fields".formatted(sequence.size()));
        }
        Map<String, ASN1Encodable> fields = new HashMap<>();
        for (ASN1Encodable element : sequence) {
            ASN1Sequence field = ASN1Sequence.getInstance(element);
            if (field.size() != 2) {
                throw refused("with a field of %d parts".formatted(field.size()));
            }
            String id = ASN1ObjectIdentifier.getInstance(field.getObjectAt(0)).getId();
            if (fields.put(id, field.getObjectAt(1)) != null) {
                throw refused("with two fields " + id);
            }
        }
        return fields;
    }

    private static ASN1Encodable required(Map<String, ASN1Encodable> fields, String id)
            throws RefusedException {
        ASN1Encodable value = fields.get(id);
        if (value == null) {
            throw refused("without field " + id);
        }
        return value;
    }

    private static int number(Map<String, ASN1Encodable> fields, String id, int max)
            throws RefusedException {
        BigInteger value = ASN1Integer.getInstance(required(fields, id)).getValue();
        if (value.signum() < 0 || value.compareTo(BigInteger.valueOf(max)) > 0) {
            throw refused("with field %s out of 0..%d".formatted(id, max));
        }
        return value.intValue();
    }

    private static String octets(Map<String, ASN1Encodable> fields, String id, int sizeBytes)
            throws RefusedException {
        byte[] value = ASN1OctetString.getInstance(required(fields, id)).getOctets();
        if (value.length != sizeBytes) {
            throw refused("with field %s of %d bytes".formatted(id, value.length));
        }
        return HexFormat.of().formatHex(value);
    }

    private static RefusedException refused(String found) {
        return new RefusedException(
                Rule.PCK_CHAIN,
                "a certificate whose SGX extension is " + found,
                "the extension of Intel's profile");
    }
}
