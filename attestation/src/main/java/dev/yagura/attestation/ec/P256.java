package dev.yagura.attestation.ec;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.Optional;

/** Key pairs, points and signatures on NIST P-256. */
public final class P256 {

    /** Length of one coordinate or one signature half in bytes. */
    public static final int COORDINATE_BYTES = 32;

    /** Length of a point as {@code x || y}, and of a signature as {@code r || s}, in bytes. */
    public static final int PAIR_BYTES = 2 * COORDINATE_BYTES;

    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSAinP1363Format";
    private static final byte[] PROBE = {'p', 'a', 'i', 'r', '?'};
    private static final ECParameterSpec PARAMETERS = parameters();

    private P256() {}

    /** Returns a fresh key pair from the platform's default random source. */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw unavailable(e);
        }
    }

    /** Returns whether {@code key} is a point on P-256 and on no other curve. */
    public static boolean isP256(PublicKey key) {
        if (!(key instanceof ECPublicKey ec)) {
            return false;
        }
        ECParameterSpec spec = ec.getParams();
        return spec.getCurve().equals(PARAMETERS.getCurve())
                && spec.getGenerator().equals(PARAMETERS.getGenerator())
                && spec.getOrder().equals(PARAMETERS.getOrder())
                && spec.getCofactor() == PARAMETERS.getCofactor()
                && isOnCurve(ec.getW());
    }

    /**
     * Returns a public key as {@code x || y}, big-endian.
     *
     * @throws IllegalArgumentException if the key is not on P-256
     */
    public static byte[] encode(PublicKey key) {
        if (!isP256(key)) {
            throw new IllegalArgumentException(
                    "public key: is " + key.getAlgorithm() + ", expected EC on P-256");
        }
        ECPoint point = ((ECPublicKey) key).getW();
        byte[] pair = new byte[PAIR_BYTES];
        putUnsigned(point.getAffineX(), pair, 0);
        putUnsigned(point.getAffineY(), pair, COORDINATE_BYTES);
        return pair;
    }

    /**
     * Returns the public key with these coordinates, or empty if they are not on the curve.
     *
     * @param pair {@code x || y}, {@value #PAIR_BYTES} bytes
     */
    public static Optional<PublicKey> decode(byte[] pair) {
        if (pair.length != PAIR_BYTES) {
            throw new IllegalArgumentException(
                    "point: is %d bytes long, expected %d".formatted(pair.length, PAIR_BYTES));
        }
        ECPoint point =
                new ECPoint(
                        new BigInteger(1, Arrays.copyOfRange(pair, 0, COORDINATE_BYTES)),
                        new BigInteger(1, Arrays.copyOfRange(pair, COORDINATE_BYTES, PAIR_BYTES)));
        if (!isOnCurve(point)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    KeyFactory.getInstance("EC")
                            .generatePublic(new ECPublicKeySpec(point, PARAMETERS)));
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw unavailable(e);
        }
    }

    /** Signs with SHA-256; the signature is {@code r || s}, {@value #PAIR_BYTES} bytes. */
    public static byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            throw unavailable(e);
        }
    }

    /**
     * Returns whether {@code signature} is one of {@code key} over {@code message}.
     *
     * @param signature {@code r || s}; anything else is not a signature
     */
    public static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(SIGNATURE);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // the provider's word for r or s out of range
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw unavailable(e);
        }
    }

    /** Returns whether the two keys are one pair, by signing and verifying once. */
    public static boolean matches(PrivateKey privateKey, PublicKey publicKey) {
        return verify(publicKey, PROBE, sign(privateKey, PROBE));
    }

    // The providers do not promise this check when a key is built from coordinates.
    private static boolean isOnCurve(ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        EllipticCurve curve = PARAMETERS.getCurve();
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        if (x.signum() < 0 || y.signum() < 0 || x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        return y.multiply(y).mod(p).equals(right);
    }

    private static void putUnsigned(BigInteger value, byte[] target, int offset) {
        byte[] bytes = value.toByteArray();
        int skip = Math.max(0, bytes.length - COORDINATE_BYTES);
        int length = bytes.length - skip;
        System.arraycopy(bytes, skip, target, offset + COORDINATE_BYTES - length, length);
    }

    private static ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(CURVE));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (NoSuchAlgorithmException | InvalidParameterSpecException e) {
            throw unavailable(e);
        }
    }

    private static IllegalStateException unavailable(GeneralSecurityException cause) {
        return new IllegalStateException("this Java platform cannot use ECDSA on P-256", cause);
    }
}
