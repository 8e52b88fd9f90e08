package dev.yagura.attestation.record;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.record.RecordHead.Before;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What several records of one writer say of each other. */
public final class RecordSeries {
    private static final int MAX_PROBLEMS = 100;

    private RecordSeries() {}

    /**
     * Returns what shows that a record was left out, or is not the one that another one follows.
     *
     * <p>Records before the first and behind the last of those given may be missing: nothing tells.
     *
     * @param verdicts of records whose lines were verified; those of refused writers are passed by
     * @return a sentence each, at most {@value #MAX_PROBLEMS}
     */
    public static List<String> problems(List<RecordVerdict> verdicts) {
        Map<String, NavigableMap<Integer, RecordVerdict>> series = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (RecordVerdict verdict : verdicts) {
            Optional<RecordHead> head = verdict.head();
            if (head.isEmpty()) {
                continue;
            }
            String key = head.get().series() + " by " + Sha256.hash(head.get().key().getEncoded());
            RecordVerdict twice =
                    series.computeIfAbsent(key, name -> new TreeMap<>())
                            .put(head.get().number(), verdict);
            if (twice != null && !twice.last().equals(verdict.last())) {
                problems.add(
                        "record %d of series %s comes twice, with other ends"
                                .formatted(head.get().number(), head.get().series()));
            }
        }
        series.values().forEach(records -> check(records, problems));
        return problems.subList(0, Math.min(MAX_PROBLEMS, problems.size()));
    }

    private static void check(NavigableMap<Integer, RecordVerdict> records, List<String> problems) {
        int expected = records.firstKey();
        for (Map.Entry<Integer, RecordVerdict> entry : records.entrySet()) {
            RecordHead head = entry.getValue().head().orElseThrow();
            if (entry.getKey() != expected) {
                problems.add(
                        "series %s: records %d to %d are missing"
                                .formatted(head.series(), expected, entry.getKey() - 1));
            }
            head.before().ifPresent(before -> checkBefore(head, before, records, problems));
            expected = entry.getKey() + 1;
        }
    }

    private static void checkBefore(
            RecordHead head,
            Before before,
            NavigableMap<Integer, RecordVerdict> records,
            List<String> problems) {
        RecordVerdict known = records.get(before.number());
        if (known != null && !known.last().equals(Optional.of(before.digest()))) {
            problems.add(
                    "series %s: record %d ends otherwise than record %d says"
                            .formatted(head.series(), before.number(), head.number()));
        }
    }
}
