package dev.yagura.attestation.dcap.collateral;

import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;
import java.util.HexFormat;

/** A JSON text with the signature over exactly its bytes, and the signer's chain. Immutable. */
public final class SignedText {

    private final byte[] text;
    private final byte[] signature;
    private final byte[] chain;

    /**
     * Puts the three together.
     *
     * @param text the signed bytes
     * @param signature {@code r || s}
     * @param chain certificates in PEM
     */
    public SignedText(byte[] text, byte[] signature, byte[] chain) {
        this.text = text.clone();
        this.signature = signature.clone();
        this.chain = chain.clone();
    }

    /**
     * Takes the text out of a response of Intel's service, {@code {"member":{...},
     * "signature":"..."}}.
     *
     * @param name how error messages call the response
     * @throws MalformedStructureException if it is none
     */
    static SignedText ofResponse(String name, byte[] response, String member, byte[] chain)
            throws MalformedStructureException {
        JsonObject in = JsonObject.parse(name, response);
        return new SignedText(
                in.source(member),
                HexFormat.of().parseHex(in.hex("signature", P256.PAIR_BYTES)),
                chain);
    }

    /** Returns the signed bytes. */
    public byte[] text() {
        return text.clone();
    }

    /** Returns the signature, {@code r || s} if it is one. */
    public byte[] signature() {
        return signature.clone();
    }

    /** Returns the signer's certificates in PEM, if they are any. */
    public byte[] chain() {
        return chain.clone();
    }
}
