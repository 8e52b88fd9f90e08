package dev.yagura.attestation.dcap.collateral;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Collateral as one JSON object, under the field names of Intel's {@code sgx_ql_qve_collateral_t}.
 *
 * <p>{@code tcb_info} and {@code qe_identity} are texts: Intel's response with its signature, or
 * the signed text alone, and the signature beside it as {@code tcb_info_signature} and {@code
 * qe_identity_signature}. Revocation lists are PEM, or DER in hexadecimal digits.
 */
final class CollateralJson {

    private static final String TCB_INFO = "tcb_info";
    private static final String QE_IDENTITY = "qe_identity";
    private static final String SIGNATURE = "_signature";
    private static final String ISSUER_CHAIN = "_issuer_chain";

    private CollateralJson() {}

    static Collateral parse(JsonObject json) throws MalformedStructureException {
        return new Collateral(
                signed(json, TCB_INFO, Collateral.TCB_INFO),
                signed(json, QE_IDENTITY, Collateral.QE_IDENTITY),
                list(json, "root_ca_crl"),
                list(json, "pck_crl"));
    }

    private static SignedText signed(JsonObject json, String field, String member)
            throws MalformedStructureException {
        byte[] text = json.text(field).getBytes(UTF_8);
        byte[] chain = json.text(field + ISSUER_CHAIN).getBytes(UTF_8);
        if (!json.has(field + SIGNATURE)) {
            return SignedText.ofResponse(field, text, member, chain);
        }
        String signature = json.hex(field + SIGNATURE, P256.PAIR_BYTES);
        return new SignedText(text, HexFormat.of().parseHex(signature), chain);
    }

    private static Optional<byte[]> list(JsonObject json, String field)
            throws MalformedStructureException {
        return json.has(field) ? Optional.of(json.text(field).getBytes(UTF_8)) : Optional.empty();
    }
}
