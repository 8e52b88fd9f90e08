package dev.yagura.attestation.record;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.bytes.MalformedStructureException;
import java.time.Instant;
import java.util.Optional;

/**
 * The protected header of a line: its place in the record.
 *
 * @param part what the line is
 * @param sequence its number, from 0 to {@value #MAX_SEQUENCE}
 * @param previous digest of the line before; empty for the first
 * @param time by the writer's clock
 */
record LineHeader(Part part, int sequence, Optional<Sha256> previous, Instant time) {
    static final int MAX_SEQUENCE = 999_999_999;

    private static final String TYPE_VALUE = "yagura-record";
    private static final String ALGORITHM = "alg";
    private static final String TYPE = "typ";
    private static final String PART = "part";
    private static final String SEQUENCE = "sequence";
    private static final String PREVIOUS = "previous";
    private static final String TIME = "time";

    byte[] encode() {
        return JsonLine.bytes(out -> {
            out.writeStringProperty(ALGORITHM, Jws.ALGORITHM);
            out.writeStringProperty(TYPE, TYPE_VALUE);
            out.writeStringProperty(PART, part.word());
            out.writeNumberProperty(SEQUENCE, sequence);
            previous.ifPresent(hash -> out.writeStringProperty(PREVIOUS, hash.hex()));
            out.writeStringProperty(TIME, time.toString());
        });
    }

    static LineHeader parse(String name, byte[] json) throws MalformedStructureException {
        JsonObject in = JsonObject.parse(name, json);
        requireText(in, ALGORITHM, Jws.ALGORITHM);
        requireText(in, TYPE, TYPE_VALUE);
        return new LineHeader(
                in.convert(PART, Part::ofWord, "head, row, heartbeat or end"),
                in.number(SEQUENCE, MAX_SEQUENCE),
                in.has(PREVIOUS)
                        ? Optional.of(new Sha256(in.hex(PREVIOUS, Sha256.SIZE_BYTES)))
                        : Optional.empty(),
                in.instant(TIME));
    }

    private static void requireText(JsonObject in, String member, String expected)
            throws MalformedStructureException {
        in.convert(
                member,
                text -> text.equals(expected) ? Optional.of(text) : Optional.empty(),
                expected);
    }
}
