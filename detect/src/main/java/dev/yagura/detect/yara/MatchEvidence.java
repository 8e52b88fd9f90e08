package dev.yagura.detect.yara;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.detect.Evidence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Says of a rule that holds what it is, and what it found. */
public final class MatchEvidence {
    /** Matches of one rule that are told one by one. */
    private static final int MAX_MATCHES = 8;

    private MatchEvidence() {}

    /** Reads the bytes of a match again. */
    @FunctionalInterface
    public interface Reader {
        /** Returns so many bytes from an offset on, or fewer. */
        byte[] read(long offset, int length) throws IOException;
    }

    /** Returns what a rule says of itself. */
    public static Evidence of(YaraRule rule) {
        SequencedMap<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("rule", rule.name());
        columns.put("tags", rule.tags());
        rule.meta().forEach((name, value) -> columns.put("meta." + name, value));
        return new Evidence.Row(rule.file(), columns, "its condition");
    }

    /**
     * Returns the first matches of each string of a rule, with what was found.
     *
     * @param place where they are, for people
     */
    public static List<Evidence> of(YaraMatch match, String place, Reader reader)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        for (StringMatches string : match.strings()) {
            for (int i = 0; i < string.count() && evidence.size() < MAX_MATCHES; i++) {
                int length = Math.min(string.length(i), YaraLimits.SHOWN_BYTES);
                byte[] found = reader.read(string.offset(i), length);
                evidence.add(
                        new Evidence.Match(
                                place,
                                string.offset(i),
                                "%s of rule %s (%d matches)"
                                        .formatted(
                                                string.name(), match.rule().name(), string.count()),
                                new String(found, ISO_8859_1)));
            }
        }
        return evidence;
    }
}
