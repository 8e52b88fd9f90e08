package dev.yagura.attestation.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.bytes.MalformedStructureException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * A JSON Web Signature in its flattened JSON form (RFC 7515, 7.2.2), by Ed25519.
 *
 * <p>The three parts are kept as they are written, in base64url: the signature is over them.
 */
final class Jws {
    /** The algorithm's name, RFC 9864. */
    static final String ALGORITHM = "Ed25519";

    private static final String PROTECTED = "protected";
    private static final String PAYLOAD = "payload";
    private static final String SIGNATURE = "signature";

    private final String header;
    private final String payload;
    private final String signature;

    private Jws(String header, String payload, String signature) {
        this.header = header;
        this.payload = payload;
        this.signature = signature;
    }

    static Jws sign(byte[] header, byte[] payload, PrivateKey key) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String head = encoder.encodeToString(header);
        String body = encoder.encodeToString(payload);
        try {
            Signature signing = Signature.getInstance(ALGORITHM);
            signing.initSign(key);
            signing.update(signingInput(head, body));
            return new Jws(head, body, encoder.encodeToString(signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs by Ed25519 with its own keys", e);
        }
    }

    /**
     * Reads a line; nothing is verified.
     *
     * @param name how error messages call it
     */
    static Jws parse(String name, String line) throws MalformedStructureException {
        JsonObject json = JsonObject.parse(name, line.getBytes(UTF_8));
        Jws jws = new Jws(json.text(PROTECTED), json.text(PAYLOAD), json.text(SIGNATURE));
        requireBase64Url(json, PROTECTED);
        requireBase64Url(json, PAYLOAD);
        requireBase64Url(json, SIGNATURE);
        return jws;
    }

    /** Requires the one form that bytes have: a digest over text tells nothing of another one. */
    private static void requireBase64Url(JsonObject json, String member)
            throws MalformedStructureException {
        json.convert(
                member,
                text -> isBase64Url(text) ? Optional.of(text) : Optional.empty(),
                "base64url without padding");
    }

    private static boolean isBase64Url(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns whether the holder of {@code key} signed header and payload. */
    boolean isSignedBy(PublicKey key) {
        try {
            Signature checking = Signature.getInstance(ALGORITHM);
            checking.initVerify(key);
            checking.update(signingInput(header, payload));
            return checking.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException e) {
            return false; // a signature of another length, or a key of another kind
        }
    }

    /** Returns the header's JSON. */
    byte[] header() {
        return Base64.getUrlDecoder().decode(header);
    }

    byte[] payload() {
        return Base64.getUrlDecoder().decode(payload);
    }

    /** Returns the digest of the compact form (RFC 7515, 7.1): all three parts. */
    Sha256 digest() {
        return Sha256.hash((header + "." + payload + "." + signature).getBytes(US_ASCII));
    }

    /** Returns the line, without a line break. */
    String line() {
        return JsonLine.object(out -> {
            out.writeStringProperty(PAYLOAD, payload);
            out.writeStringProperty(PROTECTED, header);
            out.writeStringProperty(SIGNATURE, signature);
        });
    }

    private static byte[] signingInput(String header, String payload) {
        return (header + "." + payload).getBytes(US_ASCII);
    }
}
