package dev.yagura.detect.storage.logs;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds blanked records of logins: wted of chkrootkit. */
final class ErasedLoginDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.login.erased-record",
                    "record of a login was blanked",
                    Severity.CRITICAL,
                    List.of("T1070.002"),
                    "The kind wted of chkrootkit: records of wtmp and btmp (rotated ones too) without a"
                            + " time. A program that writes such a record gives it one; who erases a"
                            + " login overwrites it with zeros. Also reported: a record that ends in"
                            + " its middle. Looking alike: a crash of the machine leaves a last record"
                            + " of zeros; its confidence is low. Not seen: records that were cut out,"
                            + " and compressed old logs.",
                    "Look at the records before and after: they bound the time of the erased login.");

    private static final List<PathPattern> FILES =
            List.of(
                    PathPattern.of("/var/log/wtmp"),
                    PathPattern.of("/var/log/wtmp.?"),
                    PathPattern.of("/var/log/wtmp-*"),
                    PathPattern.of("/var/log/btmp"),
                    PathPattern.of("/var/log/btmp.?"),
                    PathPattern.of("/var/log/btmp-*"),
                    PathPattern.of("/var/adm/wtmp"));
    private static final int MAX_TOLD = 16;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        long looked = 0;
        for (PathPattern pattern : FILES) {
            for (GuestFile file : context.find(pattern)) {
                if (file.isRegular() && !file.name().endsWith(".gz")) {
                    looked += judge(context, file);
                }
            }
        }
        context.lookedAt("records of logins", looked);
    }

    private static long judge(StorageContext context, GuestFile file) throws IOException {
        Optional<byte[]> content = context.bytes(file);
        if (content.isEmpty()) {
            return 0;
        }
        List<LoginRecord> records = LoginRecord.all(content.get());
        List<Evidence> blanks = new ArrayList<>();
        boolean onlyLast = true;
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).seconds() == 0) {
                onlyLast &= i == records.size() - 1;
                if (blanks.size() < MAX_TOLD) {
                    blanks.add(blank(file, records, i));
                }
            }
        }
        if (!blanks.isEmpty()) {
            context.report(
                    onlyLast ? Confidence.LOW : Confidence.HIGH,
                    "wted at " + file.path(),
                    "wted: %s has %d records without a time".formatted(file.path(), blanks.size()),
                    context.evidence(file, blanks));
        }
        int rest = content.get().length % LoginRecord.SIZE;
        if (rest != 0) {
            context.report(
                    Severity.WARNING,
                    Confidence.LOW,
                    "end of " + file.path(),
                    "%s ends within a record".formatted(file.path()),
                    context.evidence(
                            file,
                            List.of(
                                    new Evidence.Difference(
                                            file.path(),
                                            "size",
                                            "%d bytes, %d of them of a record that is not whole"
                                                    .formatted(content.get().length, rest),
                                            "a multiple of %d".formatted(LoginRecord.SIZE)))));
        }
        return records.size();
    }

    private static Evidence blank(GuestFile file, List<LoginRecord> records, int index) {
        LoginRecord record = records.get(index);
        return new Evidence.Difference(
                file.path(),
                "time of the record at byte %d (user \"%s\", line \"%s\")"
                        .formatted(record.offset(), record.user(), record.line()),
                "0",
                "one between %s and %s"
                        .formatted(
                                time(records, index, -1, "the start"),
                                time(records, index, 1, "now")));
    }

    /** Returns the time of the next record, in a direction, that has one. */
    private static String time(List<LoginRecord> records, int from, int step, String none) {
        for (int i = from + step; i >= 0 && i < records.size(); i += step) {
            if (records.get(i).seconds() != 0) {
                return Instant.ofEpochSecond(records.get(i).seconds()).toString();
            }
        }
        return none;
    }
}
