package dev.yagura.attestation.simulation;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * Simulated evidence: {@value #SIZE_BYTES} bytes, little-endian, signed with ECDSA P-256 by the key
 * it contains.
 *
 * <p>A good signature shows that the evidence is unaltered since the holder of that key made it. It
 * does not show who holds the key. The layout is in {@code docs/attestation.md}.
 */
public final class SimulatedEvidence {

    /** Length of the evidence in bytes. */
    public static final int SIZE_BYTES = 0x110;

    private static final String NAME = "simulated evidence";
    private static final long MAGIC = 0x4d53_4152_5547_4159L; // "YAGURASM" in memory order
    private static final int VERSION = 1;
    private static final int ATTRIBUTE_DEBUG = 0x1;

    private static final Field MAGIC_FIELD = new Field("magic", 0x0, 8);
    private static final Field VERSION_FIELD = new Field("version", 0x8, 2);
    private static final Field ATTRIBUTES = new Field("attributes", 0xa, 2);
    private static final Field PROD_ID = new Field("prodId", 0xc, 2);
    private static final Field SVN = new Field("svn", 0xe, 2);
    private static final Field MRENCLAVE = new Field("mrenclave", 0x10, Sha256.SIZE_BYTES);
    private static final Field MRSIGNER = new Field("mrsigner", 0x30, Sha256.SIZE_BYTES);
    private static final Field REPORT_DATA = new Field("reportData", 0x50, ReportData.SIZE_BYTES);
    private static final Field KEY = new Field("key", 0x90, P256.PAIR_BYTES);
    private static final Field SIGNATURE = new Field("signature", 0xd0, P256.PAIR_BYTES);

    private final UnverifiedClaims claims;
    private final PublicKey key;
    private final byte[] signed;
    private final byte[] signature;

    private SimulatedEvidence(
            UnverifiedClaims claims, PublicKey key, byte[] signed, byte[] signature) {
        this.claims = claims;
        this.key = key;
        this.signed = signed;
        this.signature = signature;
    }

    /**
     * Reads evidence; the signature is not checked.
     *
     * @throws MalformedStructureException if the bytes are not simulated evidence of this version
     */
    public static SimulatedEvidence parse(byte[] encoded) throws MalformedStructureException {
        Structure in = Structure.of(NAME, encoded);
        long magic = in.u64(MAGIC_FIELD);
        if (magic != MAGIC) {
            throw in.malformed(
                    Reason.BAD_MAGIC,
                    MAGIC_FIELD,
                    "is 0x%016x, expected 0x%016x".formatted(magic, MAGIC));
        }
        int version = in.u16(VERSION_FIELD);
        if (version != VERSION) {
            throw in.malformed(
                    Reason.UNSUPPORTED,
                    VERSION_FIELD,
                    "is %d, expected %d".formatted(version, VERSION));
        }
        int attributes = in.u16(ATTRIBUTES);
        if ((attributes & ~ATTRIBUTE_DEBUG) != 0) {
            throw in.malformed(
                    Reason.UNSUPPORTED,
                    ATTRIBUTES,
                    "is 0x%x, expected only bits 0x%x".formatted(attributes, ATTRIBUTE_DEBUG));
        }
        byte[] signature = in.copy(SIGNATURE); // also proves that the rest is there
        if (encoded.length != SIZE_BYTES) {
            throw in.malformed(
                    Reason.OUT_OF_RANGE,
                    SIGNATURE,
                    "ends at byte %d of %d, expected the last"
                            .formatted(SIZE_BYTES, encoded.length));
        }
        Sha256 mrsigner = Sha256.fromBytes(in.copy(MRSIGNER));
        if (!mrsigner.equals(Sha256.ZERO)) {
            throw in.malformed(
                    Reason.OUT_OF_RANGE,
                    MRSIGNER,
                    "is %s, expected zero: simulation has no signer".formatted(mrsigner));
        }
        PublicKey key =
                P256.decode(in.copy(KEY))
                        .orElseThrow(() ->
                                in.malformed(Reason.OUT_OF_RANGE, KEY, "is not a point of P-256"));
        UnverifiedClaims claims =
                new UnverifiedClaims(
                        Tee.SIMULATED,
                        Sha256.fromBytes(in.copy(MRENCLAVE)),
                        mrsigner,
                        in.u16(PROD_ID),
                        in.u16(SVN),
                        (attributes & ATTRIBUTE_DEBUG) != 0,
                        ReportData.fromBytes(in.copy(REPORT_DATA)),
                        Optional.empty());
        byte[] signed = Arrays.copyOf(encoded, (int) SIGNATURE.offset());
        return new SimulatedEvidence(claims, key, signed, signature);
    }

    /** Makes and signs evidence about {@code enclave} over {@code reportData}. */
    static Evidence sign(SimulatedEnclave enclave, ReportData reportData, KeyPair keys) {
        ByteBuffer out = ByteBuffer.allocate(SIZE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC);
        out.putShort((short) VERSION);
        out.putShort((short) (enclave.debug() ? ATTRIBUTE_DEBUG : 0));
        out.putShort((short) enclave.prodId());
        out.putShort((short) enclave.svn());
        out.put(enclave.mrenclave().bytes());
        out.put(Sha256.ZERO.bytes());
        out.put(reportData.bytes());
        out.put(P256.encode(keys.getPublic()));
        byte[] signed = Arrays.copyOf(out.array(), out.position());
        out.put(P256.sign(keys.getPrivate(), signed));
        return new Evidence(EvidenceFormat.SIMULATED, out.array());
    }

    /** Returns what the evidence says. */
    public UnverifiedClaims claims() {
        return claims;
    }

    /** Returns the SHA-256 of the signing key's DER-encoded {@code SubjectPublicKeyInfo}. */
    public Sha256 keyHash() {
        return Sha256.hash(key.getEncoded());
    }

    /** Returns whether the key inside the evidence signed exactly this evidence. */
    public boolean hasGoodSignature() {
        return P256.verify(key, signed, signature);
    }
}
