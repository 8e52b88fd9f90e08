package dev.yagura.detect.storage.accounts;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.ConfigurationLines;
import dev.yagura.detect.storage.ConfigurationLines.Odd;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds users of the system that may become root. */
final class SudoDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.account.sudo-rights",
                    "everybody, or a system's own user, may become root",
                    Severity.CRITICAL,
                    List.of("T1548.003"),
                    "Lines of /etc/sudoers and sudoers.d that let everybody (ALL) or a user that belongs"
                            + " to the system (a data file: www-data, nobody and others) run every"
                            + " command without a password. Rights of people and of groups are no"
                            + " finding. Looking alike: a demonstration that nobody is meant to harm.",
                    "Remove the line; look for what was run by it in the logs.");

    private static final ConfigurationLines FILES =
            new ConfigurationLines(
                    "lines of sudo's files",
                    List.of(PathPattern.of("/etc/sudoers"), PathPattern.of("/etc/sudoers.d/*")));

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        FILES.judge(
                context,
                line ->
                        isOdd(line.strip())
                                ? Optional.of(new Odd("all rights without a password", line))
                                : Optional.empty(),
                (file, evidence) ->
                        context.report(
                                Confidence.HIGH,
                                file.path(),
                                "%s lets a system's own user become root".formatted(file.path()),
                                evidence));
    }

    private static boolean isOdd(String line) {
        String user = line.split("\\s+", 2)[0];
        boolean all =
                line.replace(" ", "").matches(".*NOPASSWD:(SETENV:)?(ALL|/bin/(ba)?sh)(,.*)?");
        return all
                && (user.equals("ALL")
                        || SystemAccounts.isSystem(new Account(user, 1, "/", "/bin/sh")));
    }
}
