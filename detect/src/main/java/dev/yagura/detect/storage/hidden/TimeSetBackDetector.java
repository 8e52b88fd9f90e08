package dev.yagura.detect.storage.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.storage.installed.ProgramFile;
import dev.yagura.detect.storage.installed.SystemFolders;
import dev.yagura.storage.file.PastTimes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds files whose times were later, by the journal of their filesystem, than they are now. */
final class TimeSetBackDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.time-set-back",
                    "the filesystem's journal knows later times of a file",
                    Severity.WARNING,
                    List.of("T1070.006"),
                    "Copies of inodes that the journal of ext3 and ext4 holds from transactions of"
                            + " the past, of the same file by its generation. Any file whose inode was"
                            + " changed later than it says now: no call of the system sets that time, but"
                            + " a clock that was set back does, and writing to the disk itself. Programs"
                            + " and libraries in the folders of packages whose content was changed where"
                            + " it was, more than a day after the file was made, and claims to be older"
                            + " since, unless its content is vouched for. Differences below a day do not"
                            + " count. Looking alike: a clock that was more than a day ahead; rsync"
                            + " --inplace. The journal remembers hours to weeks; it must have checksums,"
                            + " as ext4 has by default. Evaded by writing to the journal too, or by"
                            + " waiting until it is written over.",
                    "Take the later time for that of the change; look what happened then.");

    private static final Duration SLACK = Duration.ofDays(1);

    private final SystemFolders system = SystemFolders.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        List<GuestFile> files = context.files().all(file -> file.past().isPresent());
        Set<GuestFile> programs = files.isEmpty() ? Set.of() : new HashSet<>(system.files(context));
        for (GuestFile file : files) {
            PastTimes past = file.past().orElseThrow();
            if (isLater(past.changed(), file.attributes().changed())) {
                report(context, file, Confidence.HIGH, "inode", past.changed());
            } else if (programs.contains(file) && isSetBackInPlace(context, file, past)) {
                report(context, file, Confidence.MEDIUM, "content", past.modified());
            }
        }
        context.lookedAt("files of which the journal knows later times", files.size());
    }

    private boolean isSetBackInPlace(StorageContext context, GuestFile file, PastTimes past)
            throws IOException {
        // What is unpacked gets its time when it is made.
        boolean wasThere =
                file.attributes()
                        .created()
                        .filter(created -> isLater(past.modified(), created))
                        .isPresent();
        return wasThere
                && isLater(past.modified(), file.attributes().modified())
                && !system.isGenerated(file)
                && ProgramFile.is(context, file)
                && !context.isVouched(file, file.path());
    }

    private static boolean isLater(Instant past, Instant now) {
        return past.isAfter(now.plus(SLACK));
    }

    private static void report(
            StorageContext context, GuestFile file, Confidence confidence, String of, Instant past)
            throws IOException {
        Instant now =
                of.equals("inode") ? file.attributes().changed() : file.attributes().modified();
        Evidence difference =
                new Evidence.Difference(
                        file.path(),
                        "time of the " + of,
                        now.toString(),
                        "not before %s, by the journal".formatted(past));
        context.report(
                confidence,
                file.path(),
                "a time of %s was set back".formatted(file.path()),
                context.evidence(file, List.of(difference)));
    }
}
