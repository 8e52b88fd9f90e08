package dev.yagura.attestation.policy;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
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
 *   "pinnedKeys": ["<64 hexadecimal digits>"],
 *   "tcbStatus": ["UpToDate", "SWHardeningNeeded"],
 *   "advisories": ["INTEL-SA-00615"],
 *   "minTcbEvaluationNumber": 17,
 *   "allowMissingCrls": false,
 *   "reportData": ["<128 hexadecimal digits>"],
 *   "mrtd": ["<96 hexadecimal digits>"],
 *   "rtmr0": ["<96 hexadecimal digits>"]
 * }
 * }</pre>
 *
 * <p>A field that is left out has the value that denies most. Unknown and repeated fields are
 * refused.
 */
public final class PolicyJson {

    /** Longest accepted policy in bytes: every set full, with room for white space. */
    public static final int MAX_BYTES = 512 * 1024;

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

    private PolicyJson() {}

    /** Returns the names of all fields. */
    public static List<String> fieldNames() {
        return PolicyFields.ALL;
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
            return new PolicyReader(name, parser).document();
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
            out.writeBooleanProperty(PolicyFields.ALLOW_SIMULATED, policy.allowSimulated());
            write(out, PolicyFields.SIMULATION_KEYS, policy.simulationKeys(), Sha256::hex);
            write(out, PolicyFields.MRENCLAVE, policy.mrenclave(), Sha256::hex);
            write(out, PolicyFields.MRSIGNER, policy.mrsigner(), Sha256::hex);
            if (policy.prodId().isPresent()) {
                out.writeNumberProperty(PolicyFields.PROD_ID, policy.prodId().getAsInt());
            }
            out.writeNumberProperty(PolicyFields.MIN_SVN, policy.minSvn());
            out.writeBooleanProperty(PolicyFields.ALLOW_DEBUG, policy.allowDebug());
            write(out, PolicyFields.PINNED_KEYS, policy.pinnedKeys(), Sha256::hex);
            write(out, policy.quotes());
            out.writeEndObject();
        }
        return text + "\n";
    }

    private static void write(JsonGenerator out, QuoteDemands quotes) {
        write(out, PolicyFields.TCB_STATUS, quotes.tcbStatus(), TcbStatus::label);
        write(out, PolicyFields.ADVISORIES, quotes.advisories(), Function.identity());
        out.writeNumberProperty(
                PolicyFields.MIN_TCB_EVALUATION_NUMBER, quotes.minTcbEvaluationNumber());
        out.writeBooleanProperty(PolicyFields.ALLOW_MISSING_CRLS, quotes.allowMissingCrls());
        write(out, PolicyFields.REPORT_DATA, quotes.reportData(), ReportData::hex);
        write(out, PolicyFields.MRTD, quotes.mrtd(), Sha384::hex);
        for (int i = 0; i < PolicyFields.RTMRS.size(); i++) {
            write(out, PolicyFields.RTMRS.get(i), quotes.rtmrs().get(i), Sha384::hex);
        }
    }

    private static long offset(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        return location == null ? 0 : Math.max(0, location.getByteOffset());
    }

    private static <T> void write(
            JsonGenerator out, String field, Collection<T> values, Function<T, String> text) {
        out.writeArrayPropertyStart(field);
        values.forEach(value -> out.writeString(text.apply(value)));
        out.writeEndArray();
    }
}
