package dev.yagura.detect.storage.logs;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.storage.accounts.Account;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds histories of shells that are empty or lead elsewhere. */
final class HistoryDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.history.emptied",
                    "history of a shell is empty or leads elsewhere",
                    Severity.WARNING,
                    List.of("T1070.003"),
                    "Histories (.bash_history and other .*history) in the home directories of all users:"
                            + " of no length, links to another file such as /dev/null, or with a second"
                            + " name. The items zero-size and hardlinked shell history of chkrootkit,"
                            + " which looks at one home only. Looking alike: a program that makes its"
                            + " history before there is any; and administrators who want none.",
                    "Ask the user; look at the times of the file and at the user's logins.");

    private static final Glob HISTORY = Glob.of(".*history");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        List<GuestFile> homes = Account.homes(context);
        for (GuestFile home : homes) {
            for (GuestFile file : home.children()) {
                if (HISTORY.matches(file.name())) {
                    judge(context, file);
                }
            }
        }
        context.lookedAt("home directories", homes.size());
    }

    private static void judge(StorageContext context, GuestFile file) throws IOException {
        if (file.isLink()) {
            Optional<String> target = context.target(file);
            report(
                    context,
                    file,
                    Confidence.MEDIUM,
                    "linked-history",
                    new Evidence.Difference(
                            file.path(),
                            "type",
                            "symbolic link to " + target.orElse("what cannot be read"),
                            "regular file"));
        } else if (file.isRegular() && file.attributes().sizeBytes() == 0) {
            report(
                    context,
                    file,
                    Confidence.LOW,
                    "zero-size-history",
                    new Evidence.Difference(
                            file.path(), "size", "0 bytes", "what the shell wrote at its end"));
        } else if (file.isRegular() && file.attributes().links() > 1) {
            report(
                    context,
                    file,
                    Confidence.MEDIUM,
                    "linked-history",
                    new Evidence.Difference(
                            file.path(), "names", String.valueOf(file.attributes().links()), "1"));
        }
    }

    private static void report(
            StorageContext context,
            GuestFile file,
            Confidence confidence,
            String kind,
            Evidence evidence)
            throws IOException {
        context.report(
                confidence,
                "%s at %s".formatted(kind, file.path()),
                "%s: %s keeps nothing".formatted(kind, file.path()),
                context.evidence(file, List.of(evidence)));
    }
}
