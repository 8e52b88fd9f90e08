package dev.yagura.detect.yara;

import dev.yagura.detect.rules.Verdict;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tells lines and columns of a file. */
final class Places {
    private final String file;
    private final int[] lines;

    Places(String file, String text) {
        this.file = file;
        this.lines =
                IntStream.concat(
                                IntStream.of(0),
                                IntStream.range(0, text.length())
                                        .filter(at -> text.charAt(at) == '\n')
                                        .map(at -> at + 1))
                        .toArray();
    }

    /** Returns what became of something that is at an offset. */
    Verdict verdict(int offset, Optional<String> rule, Optional<String> refused) {
        int found = Arrays.binarySearch(lines, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Verdict(file, line + 1, offset - lines[line] + 1, rule, refused);
    }
}
