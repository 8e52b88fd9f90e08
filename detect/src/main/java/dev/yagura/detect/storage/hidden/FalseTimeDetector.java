package dev.yagura.detect.storage.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.packages.PackageDatabase;
import dev.yagura.detect.packages.PackagedFile;
import dev.yagura.detect.storage.installed.ProgramFile;
import dev.yagura.detect.storage.installed.SystemFolders;
import dev.yagura.storage.file.FileAttributes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Finds programs of the system whose times contradict each other or what is known of them. */
final class FalseTimeDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.false-time",
                    "times of a program contradict each other",
                    Severity.WARNING,
                    List.of("T1070.006"),
                    "Programs and libraries in the folders of packages. A time in the future, or a"
                            + " content changed after its inode was: no call of the system makes"
                            + " these, a wrong clock does. Of a file that no package has or that is not"
                            + " as packaged: a change of content that is told in whole seconds and lies"
                            + " more than a day before the change of the inode, as touch -r and touch -d"
                            + " leave it. Looking alike: cp -p and unpacked archives, so these have"
                            + " little confidence. Times in the filesystem's journal are compared"
                            + " by linux.file.time-set-back. Evaded by a clock set back for the change, and by writing to the disk"
                            + " itself.",
                    "Take the time of the inode's change (ctime) as the one that is hard to forge.");

    private static final Duration SLACK = Duration.ofDays(1);

    private final SystemFolders system = SystemFolders.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        List<GuestFile> files = system.files(context);
        for (GuestFile file : files) {
            if (file.isRegular()) {
                Optional<Evidence> impossible = impossible(file, context.now());
                if (impossible.isPresent()) {
                    report(context, file, Confidence.MEDIUM, impossible.get());
                } else if (isEarly(file.attributes())
                        && isForeign(context, file)
                        && !system.isGenerated(file)) {
                    report(context, file, Confidence.LOW, early(file));
                }
            }
        }
        context.lookedAt("files in folders of packages", files.size());
    }

    private static Optional<Evidence> impossible(GuestFile file, Instant now) {
        Instant modified = file.attributes().modified();
        Instant changed = file.attributes().changed();
        Instant latest = now.plus(SLACK);
        if (modified.isAfter(latest)) {
            return Optional.of(time(file, "content", modified, "before " + now));
        }
        if (changed.isAfter(latest)) {
            return Optional.of(time(file, "inode", changed, "before " + now));
        }
        return modified.isAfter(changed.plus(SLACK))
                ? Optional.of(
                        time(file, "content", modified, "not after that of the inode, " + changed))
                : Optional.empty();
    }

    /** Returns whether the content claims to be old, in whole seconds, and the inode is not. */
    private static boolean isEarly(FileAttributes attributes) {
        return isWholeSecond(attributes.modified())
                && !isWholeSecond(attributes.changed())
                && attributes.modified().plus(SLACK).isBefore(attributes.changed());
    }

    private static boolean isWholeSecond(Instant time) {
        return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Evidence early(GuestFile file) {
        return time(
                file,
                "content",
                file.attributes().modified(),
                "near that of the inode, " + file.attributes().changed());
    }

    private static Evidence time(GuestFile file, String of, Instant found, String expected) {
        return new Evidence.Difference(
                file.path(), "time of the " + of, found.toString(), expected);
    }

    /** Returns whether no package has the file as it is. */
    private static boolean isForeign(StorageContext context, GuestFile file) throws IOException {
        PackageDatabase packages = context.packages();
        Optional<PackagedFile> packaged = packages.at(file);
        if (packaged.isEmpty()) {
            return packages.isThere();
        }
        return packaged.get().digest().isPresent()
                && context.digests(file)
                        .map(digests -> !packaged.get().digest().get().matches(digests))
                        .orElse(false);
    }

    private static void report(
            StorageContext context, GuestFile file, Confidence confidence, Evidence evidence)
            throws IOException {
        if (ProgramFile.is(context, file)) {
            context.report(
                    confidence,
                    file.path(),
                    "times of %s cannot be true".formatted(file.path()),
                    context.evidence(file, List.of(evidence)));
        }
    }
}
