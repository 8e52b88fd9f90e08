package dev.yagura.attestation.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.CollateralFiles;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.ratls.KeyEvidence;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Verifies a record: its evidence first, then every line and the chain between them.
 *
 * <p>A line with a good signature is handed on even if others are missing: what it says is true all
 * the same. A row of a record whose evidence was refused is never handed on.
 */
public final class RecordReader {
    /** Member of the payload of heartbeats and of the last line. */
    static final String ROWS = "rows";

    /** Three heartbeats may be late on a machine that is busy; not more. */
    private static final int LATE_HEARTBEATS = 3;

    private static final int MAX_PROBLEMS = 100;

    private final String name;
    private final Consumer<String> rows;
    private final List<String> problems = new ArrayList<>();
    private Optional<RecordHead> head = Optional.empty();
    private Optional<Appraisal> appraisal = Optional.empty();
    private Optional<Sha256> last = Optional.empty();
    private Optional<Instant> begun = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private int sequence;
    private long lineCount;
    private long rowCount;
    private boolean atEnd;

    private RecordReader(String name, Consumer<String> rows) {
        this.name = name;
        this.rows = rows;
    }

    /**
     * Reads a record to its end.
     *
     * @param name how messages call it
     * @param in its lines
     * @param verifiers makes a verifier that judges quotes by the collateral the record carries;
     *     {@link CollateralSource#NONE} if it carries none
     * @param rows receives each row that the record's key signed, if the key's evidence was
     *     accepted
     * @return the verdict: no content of the record throws, but a line longer than any can be
     * @throws IOException if it cannot be read
     */
    public static RecordVerdict read(
            String name,
            Reader in,
            Function<CollateralSource, Verifier> verifiers,
            Consumer<String> rows)
            throws IOException {
        RecordReader reader = new RecordReader(name, rows);
        BoundedLines lines = new BoundedLines(name, in);
        Optional<String> first = lines.next();
        if (first.isEmpty()) {
            reader.problem("is empty, expected a line that says who writes");
        } else if (reader.begin(first.get(), verifiers)) {
            reader.follow(lines);
        }
        return reader.verdict();
    }

    private RecordVerdict verdict() {
        return new RecordVerdict(
                head, appraisal, lineCount, rowCount, last, begun, ended, problems);
    }

    /** Returns whether the lines that follow are worth reading. */
    private boolean begin(String line, Function<CollateralSource, Verifier> verifiers) {
        try {
            Jws jws = Jws.parse(name, line);
            LineHeader header = LineHeader.parse(name, jws.header());
            if (header.part() != Part.HEAD) {
                problem(
                        "line 1 is a %s, expected the head: the begin is missing"
                                .formatted(header.part().word()));
                return false;
            }
            RecordHead read = RecordHead.parse(name, jws.payload());
            if (!jws.isSignedBy(read.key())) {
                problem("line 1 is not signed by the key that it names");
                return false;
            }
            head = Optional.of(read);
            Appraisal verdict =
                    KeyEvidence.appraise(
                            read.evidenceBytes(), read.key(), verifiers.apply(carried(read)));
            appraisal = Optional.of(verdict);
            take(jws, header);
            return verdict instanceof Appraisal.Accepted;
        } catch (MalformedStructureException e) {
            problem("line 1 cannot be read: " + e.getMessage());
            return false;
        }
    }

    private CollateralSource carried(RecordHead read) throws MalformedStructureException {
        if (read.collateral().isEmpty()) {
            return CollateralSource.NONE;
        }
        Collateral collateral =
                CollateralFiles.parse(name, read.collateral().get().getBytes(UTF_8));
        return request -> Optional.of(collateral);
    }

    private void follow(BoundedLines lines) throws IOException {
        RecordHead known = head.orElseThrow();
        long number = 1;
        for (Optional<String> line = lines.next();
                line.isPresent() && problems.size() < MAX_PROBLEMS;
                line = lines.next()) {
            number++;
            try {
                follow(number, line.get(), known);
            } catch (MalformedStructureException e) {
                problem("line %d cannot be read: %s".formatted(number, e.getMessage()));
            }
        }
        if (!atEnd) {
            problem("breaks off after line %d: the last line is missing".formatted(number));
        }
    }

    private void follow(long number, String line, RecordHead known)
            throws MalformedStructureException {
        Jws jws = Jws.parse(name, line);
        if (!jws.isSignedBy(known.key())) {
            problem("line %d is not signed by the record's key".formatted(number));
            return;
        }
        LineHeader header = LineHeader.parse(name, jws.header());
        checkPlace(number, header, known.heartbeat());
        take(jws, header);
        switch (header.part()) {
            case HEAD -> problem("line %d begins another record".formatted(number));
            case ROW -> {
                rowCount++;
                rows.accept(new String(jws.payload(), UTF_8));
            }
            case HEARTBEAT -> checkRows(number, jws);
            case END -> {
                checkRows(number, jws);
                atEnd = true;
            }
        }
    }

    private void checkPlace(long number, LineHeader header, Duration heartbeat) {
        if (atEnd) {
            problem("line %d follows the last line".formatted(number));
        }
        if (header.sequence() != sequence || !header.previous().equals(last)) {
            problem(
                    "line %d has number %d%s, expected %d: lines were removed, moved or repeated"
                            .formatted(
                                    number,
                                    header.sequence(),
                                    header.sequence() == sequence
                                            ? " and follows another line"
                                            : "",
                                    sequence));
            return; // and its time tells nothing new
        }
        Duration silence = Duration.between(ended.orElseThrow(), header.time());
        if (silence.isNegative()) {
            problem("line %d is of %s, before the line before it".formatted(number, header.time()));
        }
        if (silence.compareTo(heartbeat.multipliedBy(LATE_HEARTBEATS)) > 0) {
            problem(
                    "silence of %d s before line %d, expected a line every %d s"
                            .formatted(silence.toSeconds(), number, heartbeat.toSeconds()));
        }
    }

    private void checkRows(long number, Jws jws) throws MalformedStructureException {
        int said = JsonObject.parse(name, jws.payload()).number(ROWS, LineHeader.MAX_SEQUENCE);
        if (said != rowCount) {
            problem("line %d counts %d rows, and there are %d".formatted(number, said, rowCount));
        }
    }

    private void take(Jws jws, LineHeader header) {
        lineCount++;
        sequence = header.sequence() + 1;
        last = Optional.of(jws.digest());
        ended = Optional.of(header.time());
        if (begun.isEmpty()) {
            begun = ended;
        }
    }

    private void problem(String what) {
        problems.add("%s: %s".formatted(name, what));
    }
}
