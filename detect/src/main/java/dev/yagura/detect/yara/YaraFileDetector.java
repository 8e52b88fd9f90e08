package dev.yagura.detect.yara;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.ByteSource;
import dev.yagura.detect.files.FileLimits;
import dev.yagura.detect.files.GuestFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Holds the user's YARA rules against every regular file. */
public final class YaraFileDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "yara.file",
                    "file is as a YARA rule describes it",
                    Severity.WARNING,
                    List.of(),
                    "Holds the rules that the user brought against every regular file, each name of"
                            + " it once. What a match means, and what looks alike, is the rule's to"
                            + " say. Rules that are refused, files that cannot be read, and rules"
                            + " that take too long for a file are told as not covered.",
                    "Read the rule, and compare the file with that of its package.");

    private final YaraRules rules;

    /** Makes a detector of some rules. */
    public YaraFileDetector(YaraRules rules) {
        this.rules = rules;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        RefusedRules.tell(rules, context);
        YaraScan scan = new YaraScan(rules);
        List<GuestFile> files = new ArrayList<>();
        context.files().each(context.files().root(), files::add);
        long looked = 0;
        for (GuestFile file : files) {
            if (file.isRegular()) {
                judge(context, scan, file);
                looked++;
            }
        }
        context.lookedAt("files by YARA rules", looked);
    }

    private static void judge(StorageContext context, YaraScan scan, GuestFile file)
            throws IOException {
        long size = file.attributes().sizeBytes();
        if (size > FileLimits.MAX_CONTENT_BYTES) {
            context.notCovered(
                    file.path(),
                    "has %d bytes, expected at most %d"
                            .formatted(size, FileLimits.MAX_CONTENT_BYTES));
            return;
        }
        ByteSource content =
                (offset, to, at, length) -> read(context, file, offset, to, at, length);
        YaraResult result = scan.scan(new YaraInput(file.path(), OptionalLong.of(size), content));
        for (YaraResult.Undecided undecided : result.undecided()) {
            context.notCovered(
                    "%s by rule %s".formatted(file.path(), undecided.rule().name()),
                    undecided.why());
        }
        if (!result.matches().isEmpty() && context.isKnownGood(file, file.path())) {
            return;
        }
        for (YaraMatch match : result.matches()) {
            report(context, file, match);
        }
    }

    /** What cannot be read is told by the context, and ends the file. */
    private static int read(
            StorageContext context, GuestFile file, long offset, byte[] to, int at, int length)
            throws IOException {
        Optional<byte[]> part = context.at(file, offset, length);
        part.ifPresent(bytes -> System.arraycopy(bytes, 0, to, at, bytes.length));
        return part.map(bytes -> bytes.length).orElse(0);
    }

    private static void report(StorageContext context, GuestFile file, YaraMatch match)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(MatchEvidence.of(match.rule()));
        evidence.addAll(
                MatchEvidence.of(
                        match,
                        file.path(),
                        (offset, length) -> context.at(file, offset, length).orElse(new byte[0])));
        context.report(
                Confidence.MEDIUM,
                "rule %s in %s".formatted(match.rule().name(), file.path()),
                "%s is as YARA rule %s describes it".formatted(file.path(), match.rule().name()),
                context.evidence(file, evidence));
    }
}
