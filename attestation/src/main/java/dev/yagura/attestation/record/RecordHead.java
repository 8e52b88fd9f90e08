package dev.yagura.attestation.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.bytes.MalformedStructureException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * What the first line of a record says.
 *
 * @param series names the writer since its start: 32 hexadecimal digits, chosen at random
 * @param number of the record in that series, from 1
 * @param before the record of the series that ended last when this one began
 * @param subject what the record is about, in the words of whoever asked for it
 * @param heartbeat longest time between two lines
 * @param key that signs every line
 * @param evidence for the key, in the form of RA-TLS (see {@code KeyEvidence}), in base64
 * @param collateral what a quote is judged with, as the JSON object of a quote's file
 */
public record RecordHead(
        String series,
        int number,
        Optional<Before> before,
        String subject,
        Duration heartbeat,
        PublicKey key,
        String evidence,
        Optional<String> collateral) {
    private static final int VERSION = 1;
    private static final int MAX_HEARTBEAT_SECONDS = 86_400;
    private static final String SERIES = "series";
    private static final String NUMBER = "number";
    private static final String BEFORE = "before";
    private static final String DIGEST = "digest";
    private static final String SUBJECT = "subject";
    private static final String HEARTBEAT_SECONDS = "heartbeatSeconds";
    private static final String KEY = "key";
    private static final String EVIDENCE = "evidence";
    private static final String COLLATERAL = "collateral";

    /** Bytes of {@code series}. */
    static final int SERIES_BYTES = 16;

    /**
     * The end of another record.
     *
     * @param number its number
     * @param digest of its last line
     */
    public record Before(int number, Sha256 digest) {}

    byte[] encode() {
        return JsonLine.bytes(out -> {
            out.writeNumberProperty("version", VERSION);
            out.writeStringProperty(SERIES, series);
            out.writeNumberProperty(NUMBER, number);
            before.ifPresent(end -> {
                out.writeObjectPropertyStart(BEFORE);
                out.writeNumberProperty(NUMBER, end.number());
                out.writeStringProperty(DIGEST, end.digest().hex());
                out.writeEndObject();
            });
            out.writeStringProperty(SUBJECT, subject);
            out.writeNumberProperty(HEARTBEAT_SECONDS, heartbeat.toSeconds());
            out.writeStringProperty(KEY, Base64.getEncoder().encodeToString(key.getEncoded()));
            out.writeStringProperty(EVIDENCE, evidence);
            collateral.ifPresent(json -> {
                out.writeName(COLLATERAL);
                out.writeRawValue(json);
            });
        });
    }

    static RecordHead parse(String name, byte[] json) throws MalformedStructureException {
        JsonObject in = JsonObject.parse(name, json);
        if (in.number("version", Integer.MAX_VALUE) != VERSION) {
            throw in.malformed("version", "is another, expected " + VERSION);
        }
        return new RecordHead(
                in.hex(SERIES, SERIES_BYTES),
                in.number(NUMBER, LineHeader.MAX_SEQUENCE),
                in.has(BEFORE) ? Optional.of(before(in.object(BEFORE))) : Optional.empty(),
                in.text(SUBJECT),
                Duration.ofSeconds(in.number(HEARTBEAT_SECONDS, MAX_HEARTBEAT_SECONDS)),
                in.convert(KEY, RecordHead::publicKey, "an Ed25519 key in base64"),
                in.text(EVIDENCE),
                in.has(COLLATERAL)
                        ? Optional.of(new String(in.source(COLLATERAL), UTF_8))
                        : Optional.empty());
    }

    private static Before before(JsonObject in) throws MalformedStructureException {
        return new Before(
                in.number(NUMBER, LineHeader.MAX_SEQUENCE),
                new Sha256(in.hex(DIGEST, Sha256.SIZE_BYTES)));
    }

    private static Optional<PublicKey> publicKey(String text) {
        try {
            byte[] encoded = Base64.getDecoder().decode(text);
            return Optional.of(
                    KeyFactory.getInstance(Jws.ALGORITHM)
                            .generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Returns the evidence's bytes; none if it is not base64, which no verifier accepts. */
    byte[] evidenceBytes() {
        try {
            return Base64.getDecoder().decode(evidence);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
