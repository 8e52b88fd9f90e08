package dev.yagura.attestation.policy;

import dev.yagura.attestation.Sha256;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * The JSON form of an {@link AppraisalPolicy}: one object, every field optional.
 *
 * <pre>{@code
 * {
 *   "allowSimulated": false,
 *   "simulationKeys": [],
 *   "mrenclave": ["<64 hexadecimal digits>"],
 *   "mrsigner": [],
 *   "prodId": 1,
 *   "minSvn": 2,
 *   "allowDebug": false,
 *   "pinnedKeys": ["<64 hexadecimal digits>"]
 * }
 * }</pre>
 *
 * <p>A field that is left out has the value that denies most. Unknown and repeated fields are
 * refused.
 */
public final class PolicyJson {

    /** Longest accepted policy in bytes: every set full, with room for white space. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final String ALLOW_SIMULATED = "allowSimulated";
    private static final String SIMULATION_KEYS = "simulationKeys";
    private static final String MRENCLAVE = "mrenclave";
    private static final String MRSIGNER = "mrsigner";
    private static final String PROD_ID = "prodId";
    private static final String MIN_SVN = "minSvn";
    private static final String ALLOW_DEBUG = "allowDebug";
    private static final String PINNED_KEYS = "pinnedKeys";

    private static final List<String> FIELDS =
            List.of(
                    ALLOW_SIMULATED,
                    SIMULATION_KEYS,
                    MRENCLAVE,
                    MRSIGNER,
                    PROD_ID,
                    MIN_SVN,
                    ALLOW_DEBUG,
                    PINNED_KEYS);

    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int U16_BITS = 16;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(MAX_BYTES)
                                    .maxNestingDepth(4)
                                    .maxNameLength(64)
                                    .maxStringLength(256)
                                    .maxNumberLength(16)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final String name;
    private final JsonParser in;

    private boolean allowSimulated;
    private Set<Sha256> simulationKeys = Set.of();
    private Set<Sha256> mrenclave = Set.of();
    private Set<Sha256> mrsigner = Set.of();
    private OptionalInt prodId = OptionalInt.empty();
    private int minSvn;
    private boolean allowDebug;
    private Set<Sha256> pinnedKeys = Set.of();

    private PolicyJson(String name, JsonParser in) {
        this.name = name;
        this.in = in;
    }

    /**
     * Reads a policy.
     *
     * @param source how error messages call the input, for example its file name
     * @param json UTF-8
     * @throws MalformedStructureException if it is not JSON, is too long, has an unknown field, a
     *     value out of range, or states a policy that {@link AppraisalPolicy} forbids
     */
    public static AppraisalPolicy parse(String source, byte[] json)
            throws MalformedStructureException {
        String name = "appraisal policy " + source;
        if (json.length > MAX_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "length",
                    0,
                    "is %d, expected at most %d".formatted(json.length, MAX_BYTES));
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return new PolicyJson(name, parser).document();
        } catch (JacksonException e) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "json",
                    offset(e),
                    "is not well-formed: " + e.getOriginalMessage());
        }
    }

    /** Writes a policy, with every field. */
    public static String format(AppraisalPolicy policy) {
        StringWriter text = new StringWriter();
        ObjectWriteContext pretty =
                new ObjectWriteContext.Base() {
                    @Override
                    public DefaultPrettyPrinter getPrettyPrinter() {
                        return new DefaultPrettyPrinter();
                    }
                };
        try (JsonGenerator out = FACTORY.createGenerator(pretty, text)) {
            out.writeStartObject();
            out.writeBooleanProperty(ALLOW_SIMULATED, policy.allowSimulated());
            write(out, SIMULATION_KEYS, policy.simulationKeys());
            write(out, MRENCLAVE, policy.mrenclave());
            write(out, MRSIGNER, policy.mrsigner());
            if (policy.prodId().isPresent()) {
                out.writeNumberProperty(PROD_ID, policy.prodId().getAsInt());
            }
            out.writeNumberProperty(MIN_SVN, policy.minSvn());
            out.writeBooleanProperty(ALLOW_DEBUG, policy.allowDebug());
            write(out, PINNED_KEYS, policy.pinnedKeys());
            out.writeEndObject();
        }
        return text + "\n";
    }

    private AppraisalPolicy document() throws MalformedStructureException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw malformed(Reason.OUT_OF_RANGE, "json", "is %s, expected an object");
        }
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = in.currentName();
            long offset = in.currentTokenLocation().getByteOffset();
            in.nextToken();
            read(field, offset);
        }
        if (in.nextToken() != null) {
            throw malformed(Reason.OUT_OF_RANGE, "json", "is followed by %s, expected the end");
        }
        try {
            return new AppraisalPolicy(
                    allowSimulated,
                    simulationKeys,
                    mrenclave,
                    mrsigner,
                    prodId,
                    minSvn,
                    allowDebug,
                    pinnedKeys);
        } catch (IllegalArgumentException e) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name, "policy", 0, "is refused: " + e.getMessage());
        }
    }

    private void read(String field, long offset) throws MalformedStructureException {
        switch (field) {
            case ALLOW_SIMULATED -> allowSimulated = bool(field);
            case SIMULATION_KEYS -> simulationKeys = hashes(field);
            case MRENCLAVE -> mrenclave = hashes(field);
            case MRSIGNER -> mrsigner = hashes(field);
            case PROD_ID -> prodId = OptionalInt.of(u16(field));
            case MIN_SVN -> minSvn = u16(field);
            case ALLOW_DEBUG -> allowDebug = bool(field);
            case PINNED_KEYS -> pinnedKeys = hashes(field);
            default ->
                    throw new MalformedStructureException(
                            Reason.UNSUPPORTED,
                            name,
                            field,
                            offset,
                            "is unknown, expected one of " + String.join(", ", FIELDS));
        }
    }

    private boolean bool(String field) throws MalformedStructureException {
        return switch (in.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default ->
                    throw malformed(Reason.OUT_OF_RANGE, field, "is %s, expected true or false");
        };
    }

    private int u16(String field) throws MalformedStructureException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
                || in.getBigIntegerValue().signum() < 0
                || in.getBigIntegerValue().bitLength() > U16_BITS) {
            throw malformed(
                    Reason.OUT_OF_RANGE, field, "is %s, expected a whole number in 0..65535");
        }
        return in.getIntValue();
    }

    private Set<Sha256> hashes(String field) throws MalformedStructureException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(Reason.OUT_OF_RANGE, field, "is %s, expected an array");
        }
        Set<Sha256> values = new HashSet<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() != JsonToken.VALUE_STRING
                    || !HASH.matcher(in.getString()).matches()) {
                throw malformed(
                        Reason.OUT_OF_RANGE, field, "holds %s, expected 64 hexadecimal digits");
            }
            values.add(new Sha256(in.getString().toLowerCase(Locale.ROOT)));
        }
        return values;
    }

    private static long offset(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        return location == null ? 0 : Math.max(0, location.getByteOffset());
    }

    /** Describes the current token; {@code detail} has one {@code %s} for what was found. */
    private MalformedStructureException malformed(Reason reason, String field, String detail) {
        JsonToken token = in.currentToken();
        String found =
                token == null ? "nothing" : token.isScalarValue() ? in.getString() : token.name();
        return new MalformedStructureException(
                reason,
                name,
                field,
                Math.max(0, in.currentTokenLocation().getByteOffset()),
                detail.formatted(found));
    }

    private static void write(JsonGenerator out, String field, Set<Sha256> values) {
        out.writeArrayPropertyStart(field);
        values.forEach(value -> out.writeString(value.hex()));
        out.writeEndArray();
    }
}
