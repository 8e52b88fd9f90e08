package dev.yagura.attestation.policy;

import static dev.yagura.attestation.policy.PolicyFields.RTMRS;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the one object of a policy file, field by field. */
final class PolicyReader {

    private static final Pattern ADVISORY = Pattern.compile("[A-Z0-9-]{1,40}");
    private static final int U16_BITS = 16;

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
    private Set<TcbStatus> tcbStatus = QuoteDemands.STRICT.tcbStatus();
    private Set<String> advisories = Set.of();
    private int minTcbEvaluationNumber;
    private boolean allowMissingCrls;
    private Set<ReportData> reportData = Set.of();
    private Set<Sha384> mrtd = Set.of();
    private final List<Set<Sha384>> rtmrs = new ArrayList<>(QuoteDemands.STRICT.rtmrs());

    PolicyReader(String name, JsonParser in) {
        this.name = name;
        this.in = in;
    }

    AppraisalPolicy document() throws MalformedStructureException {
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
                    pinnedKeys,
                    new QuoteDemands(
                            tcbStatus,
                            advisories,
                            minTcbEvaluationNumber,
                            allowMissingCrls,
                            reportData,
                            mrtd,
                            rtmrs));
        } catch (IllegalArgumentException e) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name, "policy", 0, "is refused: " + e.getMessage());
        }
    }

    private void read(String field, long offset) throws MalformedStructureException {
        switch (field) {
            case PolicyFields.ALLOW_SIMULATED -> allowSimulated = bool(field);
            case PolicyFields.SIMULATION_KEYS -> simulationKeys = hashes(field);
            case PolicyFields.MRENCLAVE -> mrenclave = hashes(field);
            case PolicyFields.MRSIGNER -> mrsigner = hashes(field);
            case PolicyFields.PROD_ID -> prodId = OptionalInt.of(u16(field));
            case PolicyFields.MIN_SVN -> minSvn = u16(field);
            case PolicyFields.ALLOW_DEBUG -> allowDebug = bool(field);
            case PolicyFields.PINNED_KEYS -> pinnedKeys = hashes(field);
            case PolicyFields.TCB_STATUS ->
                    tcbStatus =
                            set(
                                    field,
                                    TcbStatus::ofLabel,
                                    "a tcb status such as " + TcbStatus.UP_TO_DATE.label());
            case PolicyFields.ADVISORIES ->
                    advisories =
                            set(
                                    field,
                                    text -> Optional.of(text).filter(ADVISORY.asMatchPredicate()),
                                    "an advisory such as INTEL-SA-00615");
            case PolicyFields.MIN_TCB_EVALUATION_NUMBER -> minTcbEvaluationNumber = u16(field);
            case PolicyFields.ALLOW_MISSING_CRLS -> allowMissingCrls = bool(field);
            case PolicyFields.REPORT_DATA ->
                    reportData = digits(field, ReportData.SIZE_BYTES, ReportData::new);
            case PolicyFields.MRTD -> mrtd = measurements(field);
            default -> {
                if (!RTMRS.contains(field)) {
                    throw new MalformedStructureException(
                            Reason.UNSUPPORTED,
                            name,
                            field,
                            offset,
                            "is unknown, expected one of " + String.join(", ", PolicyFields.ALL));
                }
                rtmrs.set(RTMRS.indexOf(field), measurements(field));
            }
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
        return digits(field, Sha256.SIZE_BYTES, Sha256::new);
    }

    private Set<Sha384> measurements(String field) throws MalformedStructureException {
        return digits(field, Sha384.SIZE_BYTES, Sha384::new);
    }

    private <T> Set<T> digits(String field, int sizeBytes, Function<String, T> value)
            throws MalformedStructureException {
        Pattern digits = Pattern.compile("[0-9a-fA-F]{%d}".formatted(2 * sizeBytes));
        return set(
                field,
                text ->
                        Optional.of(text)
                                .filter(digits.asMatchPredicate())
                                .map(hex -> value.apply(hex.toLowerCase(Locale.ROOT))),
                "%d hexadecimal digits".formatted(2 * sizeBytes));
    }

    private <T> Set<T> set(String field, Function<String, Optional<T>> value, String expected)
            throws MalformedStructureException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(Reason.OUT_OF_RANGE, field, "is %s, expected an array");
        }
        Set<T> values = new HashSet<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Optional<T> item =
                    in.currentToken() == JsonToken.VALUE_STRING
                            ? value.apply(in.getString())
                            : Optional.empty();
            if (item.isEmpty()) {
                throw malformed(Reason.OUT_OF_RANGE, field, "holds %s, expected " + expected);
            }
            values.add(item.get());
        }
        return values;
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
}
