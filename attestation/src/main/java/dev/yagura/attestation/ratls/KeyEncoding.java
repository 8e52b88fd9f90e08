package dev.yagura.attestation.ratls;

import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Private keys as PKCS#8. */
final class KeyEncoding {

    private static final int KEY_BITS = 256;
    private static final byte UNCOMPRESSED_POINT = 4;

    private KeyEncoding() {}

    /**
     * Encodes a P-256 private key with its public key inside, which the JDK leaves out and gnutls
     * wants.
     */
    static byte[] pkcs8(PrivateKey privateKey, PublicKey publicKey) {
        byte[] pair = P256.encode(publicKey);
        byte[] point = new byte[1 + pair.length];
        point[0] = UNCOMPRESSED_POINT;
        System.arraycopy(pair, 0, point, 1, pair.length);
        try {
            return new PrivateKeyInfo(
                            new AlgorithmIdentifier(
                                    X9ObjectIdentifiers.id_ecPublicKey,
                                    SECObjectIdentifiers.secp256r1),
                            new org.bouncycastle.asn1.sec.ECPrivateKey(
                                    KEY_BITS,
                                    ((ECPrivateKey) privateKey).getS(),
                                    new DERBitString(point),
                                    null))
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a private key could not be encoded", e);
        }
    }

    /** Reads an EC private key; {@code name} is how error messages call the input. */
    static PrivateKey privateKey(String name, byte[] pkcs8) throws MalformedStructureException {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            // The provider's message may quote the key.
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name, "private key", 0, "is not an EC key in PKCS#8");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no EC keys", e);
        }
    }
}
