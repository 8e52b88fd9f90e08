package dev.yagura.detect.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files of a configuration whose lines are judged one by one.
 *
 * @param what they are called where it is said how many lines were looked at
 * @param patterns where they are; links are followed
 */
public record ConfigurationLines(String what, List<PathPattern> patterns) {
    /** Requires the name and copies the list. */
    public ConfigurationLines {
        requireNonNull(what, "what");
        patterns = List.copyOf(patterns);
    }

    /**
     * What is odd in a line.
     *
     * @param form what kind of thing it is
     * @param text the part of the line that is shown
     */
    public record Odd(String form, String text) {}

    /** Says what is odd in a line, if anything is. */
    @FunctionalInterface
    public interface Judge {
        /** Judges a line, which comes without its end. */
        Optional<Odd> judge(String line) throws IOException;
    }

    /** Reports a file that has odd lines. */
    @FunctionalInterface
    public interface Reporter {
        /** Reports it with the file as evidence, and behind it each odd line. */
        void report(GuestFile file, List<Evidence> evidence) throws IOException;
    }

    /** Judges every line of every file. */
    public void judge(StorageContext context, Judge judge, Reporter reporter) throws IOException {
        long count = 0;
        for (PathPattern pattern : patterns) {
            for (GuestFile file : context.find(pattern)) {
                Optional<GuestFile> regular = context.followed(file).filter(GuestFile::isRegular);
                if (regular.isPresent()) {
                    List<String> lines = context.lines(regular.get());
                    count += lines.size();
                    List<Evidence> odd = odd(regular.get(), lines, judge);
                    if (!odd.isEmpty()) {
                        reporter.report(regular.get(), context.evidence(regular.get(), odd));
                    }
                }
            }
        }
        context.lookedAt(what, count);
    }

    private static List<Evidence> odd(GuestFile file, List<String> lines, Judge judge)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        long offset = 0;
        for (String line : lines) {
            Optional<Odd> odd = judge.judge(line);
            if (odd.isPresent()) {
                evidence.add(
                        new Evidence.Match(
                                file.path(), offset, odd.get().form(), odd.get().text()));
            }
            offset += line.getBytes(UTF_8).length + 1L;
        }
        return evidence;
    }
}
