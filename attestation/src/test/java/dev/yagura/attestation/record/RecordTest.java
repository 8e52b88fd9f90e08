package dev.yagura.attestation.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record is believed if it is whole and by an accepted program, and in no other case. */
class RecordTest {
    private static final Sha256 CODE = Sha256.hash(new byte[] {1});
    private static final AppraisalPolicy POLICY = AppraisalPolicy.simulated(CODE);
    private static final List<String> ROWS =
            List.of("{\"kind\":\"finding\",\"title\":\"櫓\"}", "{}", "{\"kind\":\"summary\"}");
    private static final Duration DAY = Duration.ofDays(1);

    private final RecordKey key;
    private Instant now = Instant.parse("2026-11-30T08:00:00Z");
    private final Recorder recorder;
    private final List<String> read = new ArrayList<>();

    RecordTest() throws IOException {
        key = RecordKey.attested(attester());
        recorder = new Recorder(key, () -> now, DAY);
    }

    private static Attester attester() {
        return SimulatedAttester.withFreshKey(SimulatedEnclave.of(CODE, 1, 1));
    }

    @AfterEach
    void stop() {
        recorder.close();
    }

    /** Returns the lines of a record of {@link #ROWS}: head, three rows, end. */
    private List<String> written(Recorder by) {
        List<String> lines = new ArrayList<>();
        try (RecordWriter record = by.begin("web", lines::add)) {
            ROWS.forEach(record::add);
            record.end();
        }
        return lines;
    }

    private RecordVerdict verdict(List<String> lines) throws IOException {
        return verdict(lines, POLICY);
    }

    private RecordVerdict verdict(List<String> lines, AppraisalPolicy policy) throws IOException {
        read.clear();
        return RecordReader.read(
                "record",
                new StringReader(String.join("\n", lines)),
                carried -> new Verifier(policy),
                read::add);
    }

    @Test
    void aWholeRecordIsGoodAndGivesItsRows() throws IOException {
        RecordVerdict verdict = verdict(written(recorder));

        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.isGood()).isTrue();
        assertThat(read).isEqualTo(ROWS);
        assertThat(verdict.lines()).isEqualTo(5);
        assertThat(verdict.rows()).isEqualTo(3);
        assertThat(verdict.head().orElseThrow().subject()).isEqualTo("web");
    }

    @Test
    void anyFlippedBitShows() throws IOException {
        List<String> lines = written(recorder);
        for (int line = 0; line < lines.size(); line++) {
            int length = lines.get(line).length();
            // Every character of the end, whose unused bits nothing else covers.
            for (int at = 0; at < length; at += at < length - 90 ? 29 : 1) {
                int bit = 1 << at % 7;
                List<String> harmed = new ArrayList<>(lines);
                StringBuilder text = new StringBuilder(lines.get(line));
                text.setCharAt(at, (char) (text.charAt(at) ^ bit));
                harmed.set(line, text.toString());

                assertThat(verdict(harmed).isGood())
                        .as("bit %d of character %d of line %d", bit, at, line + 1)
                        .isFalse();
                assertThat(ROWS).containsAll(read);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aRemovedLineShows(int line) throws IOException {
        List<String> lines = written(recorder);
        lines.remove(line);

        RecordVerdict verdict = verdict(lines);

        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.problems().getFirst())
                .contains(
                        line == 0
                                ? "the begin is missing"
                                : line == 4 ? "breaks off after line 4" : "were removed");
    }

    @Test
    void aRecordWithoutItsLastLinesShows() throws IOException {
        List<String> lines = written(recorder);
        for (int kept = 0; kept < lines.size(); kept++) {
            assertThat(verdict(lines.subList(0, kept)).isGood()).as("%d lines", kept).isFalse();
        }
    }

    @Test
    void movedAndRepeatedLinesShow() throws IOException {
        List<String> moved = written(recorder);
        Collections.swap(moved, 1, 2);
        assertThat(verdict(moved).problems().getFirst()).contains("number 2, expected 1");

        List<String> repeated = written(recorder);
        repeated.add(2, repeated.get(1));
        assertThat(verdict(repeated).problems().getFirst()).contains("number 1, expected 2");

        List<String> behind = written(recorder);
        behind.add(behind.get(4));
        assertThat(verdict(behind).problems().getFirst()).contains("follows the last line");
    }

    @Test
    void aLineOfAnotherRecordByTheSameKeyShows() throws IOException {
        List<String> lines = written(recorder);
        lines.set(2, written(recorder).get(2));

        assertThat(verdict(lines).problems().getFirst()).contains("follows another line");
    }

    @Test
    void aRefusedProgramIsNotListenedTo() throws IOException {
        RecordVerdict verdict = verdict(written(recorder), AppraisalPolicy.DENY_ALL);

        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.appraisal().orElseThrow().rule()).isEqualTo(Rule.ALLOW_SIMULATED);
        assertThat(read).isEmpty();
    }

    @Test
    void evidenceForAnotherKeyIsRefused() throws IOException {
        RecordHead mine =
                RecordHead.parse("head", Jws.parse("l", written(recorder).get(0)).payload());
        RecordKey stranger = RecordKey.attested(attester());
        RecordHead mixed =
                new RecordHead(
                        mine.series(),
                        1,
                        mine.before(),
                        "web",
                        DAY,
                        stranger.publicKey(),
                        key.evidence(),
                        mine.collateral());
        LineHeader first =
                LineHeader.parse("line", Jws.parse("line", written(recorder).get(0)).header());
        String line = Jws.sign(first.encode(), mixed.encode(), stranger.privateKey()).line();

        RecordVerdict verdict = verdict(List.of(line));

        assertThat(verdict.appraisal().orElseThrow())
                .isInstanceOfSatisfying(
                        Appraisal.Refused.class,
                        refused -> assertThat(refused.rule()).isEqualTo(Rule.PUBLIC_KEY));
    }

    @Test
    void silenceAndClocksThatGoBackShow() throws IOException {
        assertThat(verdict(withPause(DAY.multipliedBy(3))).isGood()).isTrue();
        assertThat(verdict(withPause(DAY.multipliedBy(3).plusSeconds(1))).problems())
                .containsExactly(
                        "record: silence of 259201 s before line 3, expected a line every 86400 s");
        assertThat(verdict(withPause(Duration.ofMillis(-1))).problems().getFirst())
                .contains("before the line before it");
    }

    private List<String> withPause(Duration pause) {
        List<String> lines = new ArrayList<>();
        try (RecordWriter record = recorder.begin("web", lines::add)) {
            record.add(ROWS.get(0));
            now = now.plus(pause);
            record.add(ROWS.get(1));
            record.end();
        }
        return lines;
    }

    @Test
    void aWriterThatHasNothingToSayIsHeard() throws Exception {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        CountDownLatch heard = new CountDownLatch(4);
        try (Recorder quick = new Recorder(key, () -> now, Duration.ofSeconds(1));
                RecordWriter record =
                        quick.begin(
                                "web",
                                line -> {
                                    lines.add(line);
                                    heard.countDown();
                                })) {
            record.add(ROWS.get(0));
            heard.await();
            record.end();
        }
        List<String> all = new ArrayList<>(lines);

        RecordVerdict verdict = verdict(all);
        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.rows()).isEqualTo(1);
        assertThat(verdict.lines()).isEqualTo(all.size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aRecordThatWasNotEndedIsCut() throws IOException {
        List<String> lines = new ArrayList<>();
        RecordWriter closed;
        try (RecordWriter record = recorder.begin("web", lines::add)) {
            record.add(ROWS.get(0));
            closed = record;
        }
        assertThatThrownBy(() -> closed.add("{}")).isInstanceOf(IllegalStateException.class);

        assertThat(verdict(lines).problems()).singleElement().asString().contains("breaks off");
    }

    @Test
    void aRowThatIsTooLongLeavesItsDigest() throws IOException {
        String row = "\"" + "x".repeat(RecordWriter.MAX_ROW_BYTES) + "\"";
        List<String> lines = new ArrayList<>();
        try (RecordWriter record = recorder.begin("web", lines::add)) {
            record.add("{\"a\":\"" + "y".repeat(RecordWriter.MAX_ROW_BYTES - 8) + "\"}");
            record.add(row);
            record.end();
        }

        assertThat(verdict(lines).isGood()).isTrue();
        assertThat(read.get(0)).hasSize(RecordWriter.MAX_ROW_BYTES);
        assertThat(read.get(1))
                .isEqualTo(
                        "{\"kind\":\"too-long\",\"bytes\":%d,\"sha256\":\"%s\"}"
                                .formatted(row.length(), Sha256.hash(row.getBytes(US_ASCII))));
    }

    @Test
    void aLineWithoutEndIsNotReadOn() {
        assertThatThrownBy(() -> verdict(List.of("x".repeat(BoundedLines.MAX_CHARS + 1))))
                .isInstanceOf(IOException.class)
                .hasMessage("record: line 1 is longer than %d characters", BoundedLines.MAX_CHARS);
    }

    @Test
    void aSeriesShowsWhatIsMissingOfIt() throws IOException {
        List<RecordVerdict> verdicts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            verdicts.add(verdict(written(recorder)));
        }
        assertThat(RecordSeries.problems(verdicts)).isEmpty();
        assertThat(RecordSeries.problems(verdicts.reversed())).isEmpty();
        assertThat(RecordSeries.problems(verdicts.subList(1, 3))).isEmpty();
        assertThat(RecordSeries.problems(List.of(verdicts.get(0), verdicts.get(3))))
                .singleElement()
                .asString()
                .endsWith("records 2 to 3 are missing");
    }

    @Test
    void aSeriesShowsARecordThatWasReplaced() throws IOException {
        List<String> first = written(recorder);
        RecordVerdict second = verdict(written(recorder));
        RecordVerdict cut = verdict(first.subList(0, 4));

        assertThat(RecordSeries.problems(List.of(verdict(first), second))).isEmpty();
        assertThat(RecordSeries.problems(List.of(cut, second)))
                .singleElement()
                .asString()
                .endsWith("record 1 ends otherwise than record 2 says");
        assertThat(RecordSeries.problems(List.of(cut, verdict(first))))
                .singleElement()
                .asString()
                .contains("comes twice");
    }

    @Test
    void twoEnclavesHaveTwoSeries() throws IOException {
        try (Recorder other = new Recorder(RecordKey.attested(attester()), () -> now, DAY)) {
            written(other);
            written(other);
            List<RecordVerdict> both = List.of(verdict(written(recorder)), verdict(written(other)));

            assertThat(both).allMatch(RecordVerdict::isGood);
            assertThat(RecordSeries.problems(both)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"payload\":1,\"protected\":2,\"signature\":3}",
                "{\"payload\":\"*\",\"protected\":\"\",\"signature\":\"\"}",
                "{\"payload\":\"\",\"protected\":\"\",\"signature\":\"\"}",
                "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"e30\"}"
            })
    void whatIsNoRecordIsSaidToBeNone(String line) throws IOException {
        for (UnaryOperator<List<String>> place :
                List.<UnaryOperator<List<String>>>of(
                        lines -> List.of(line),
                        lines -> {
                            List<String> with = new ArrayList<>(lines);
                            with.add(2, line);
                            return with;
                        })) {
            RecordVerdict verdict = verdict(place.apply(written(recorder)));
            assertThat(verdict.isGood()).isFalse();
            assertThat(verdict.problems()).isNotEmpty();
        }
    }
}
