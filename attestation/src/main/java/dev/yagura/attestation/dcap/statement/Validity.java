package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.bytes.MalformedStructureException;
import java.time.Instant;

/**
 * When and by which count a statement of Intel's was made.
 *
 * @param issueDate from when it holds
 * @param nextUpdate until when it holds
 * @param evaluationDataNumber of the weaknesses that it takes into account; a higher one knows more
 */
public record Validity(Instant issueDate, Instant nextUpdate, int evaluationDataNumber) {

    private static final int MAX_EVALUATION_NUMBER = 100_000_000;

    static Validity parse(JsonObject statement) throws MalformedStructureException {
        return new Validity(
                statement.instant("issueDate"),
                statement.instant("nextUpdate"),
                statement.number("tcbEvaluationDataNumber", MAX_EVALUATION_NUMBER));
    }

    /** Refuses a statement that does not hold at this time by the verifier's clock. */
    public void require(Rule rule, Instant at) throws RefusedException {
        if (at.isBefore(issueDate) || at.isAfter(nextUpdate)) {
            throw new RefusedException(
                    rule, "valid from %s to %s".formatted(issueDate, nextUpdate), "valid at " + at);
        }
    }
}
