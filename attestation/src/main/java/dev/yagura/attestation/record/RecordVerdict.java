package dev.yagura.attestation.record;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about a record.
 *
 * @param head what its first line says; empty if it could not be read
 * @param appraisal of the evidence for its key; empty if there was no head
 * @param lines that were read and are signed by that key
 * @param rows among them
 * @param last digest of the last of them
 * @param begun time of the first of them
 * @param ended time of the last of them
 * @param problems what shows that the record is not as it was written, a sentence each
 */
public record RecordVerdict(
        Optional<RecordHead> head,
        Optional<Appraisal> appraisal,
        long lines,
        long rows,
        Optional<Sha256> last,
        Optional<Instant> begun,
        Optional<Instant> ended,
        List<String> problems) {
    /** Copies the list. */
    public RecordVerdict {
        problems = List.copyOf(problems);
    }

    /** Returns whether an accepted program wrote exactly these lines. */
    public boolean isGood() {
        return appraisal.filter(Appraisal.Accepted.class::isInstance).isPresent()
                && problems.isEmpty();
    }
}
