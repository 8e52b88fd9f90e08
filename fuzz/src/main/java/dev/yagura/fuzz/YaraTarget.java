package dev.yagura.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.rules.Verdict;
import dev.yagura.detect.yara.StringMatches;
import dev.yagura.detect.yara.YaraInput;
import dev.yagura.detect.yara.YaraMatch;
import dev.yagura.detect.yara.YaraResult;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraScan;
import dev.yagura.detect.yara.YaraSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;

/** Reads the input as a file of YARA rules, and scans the input itself with what comes out. */
public final class YaraTarget {
    private YaraTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        YaraRules rules = YaraRules.of(List.of(new YaraSource("input", text)));
        for (Verdict verdict : rules.verdicts()) {
            Invariant.check(verdict.line() >= 1 && verdict.column() >= 1, "place of " + verdict);
        }
        YaraInput data =
                new YaraInput(
                        "/bin/input",
                        OptionalLong.of(input.length),
                        (offset, to, at, length) -> read(input, offset, to, at, length));
        try {
            YaraResult result = new YaraScan(rules).scan(data);
            for (YaraMatch match : result.matches()) {
                match.strings().forEach(string -> check(string, input.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(StringMatches string, int size) {
        long before = -1;
        for (int i = 0; i < string.count(); i++) {
            Invariant.check(string.offset(i) > before, "order of " + string.name());
            before = string.offset(i);
            Invariant.check(
                    string.length(i) > 0 && before + string.length(i) <= size,
                    "end of " + string.name());
        }
    }

    private static int read(byte[] input, long offset, byte[] to, int at, int length) {
        if (offset >= input.length) {
            return 0;
        }
        int count = (int) Math.min(length, input.length - offset);
        System.arraycopy(input, (int) offset, to, at, count);
        return count;
    }
}
