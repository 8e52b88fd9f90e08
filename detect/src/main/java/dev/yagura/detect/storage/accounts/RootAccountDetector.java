package dev.yagura.detect.storage.accounts;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds users beside root that are root. */
final class RootAccountDetector implements StorageDetector {
    private static final String PASSWD = "/etc/passwd";

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.account.uid-zero",
                    "user beside root has the number of root",
                    Severity.CRITICAL,
                    List.of("T1136.001", "T1098"),
                    "Lines of /etc/passwd with uid 0 whose name is not root, and root named twice."
                            + " Nothing in a distribution does so. Looking alike: an administrator's"
                            + " second root, such as toor. Not seen: rights by sudo"
                            + " (linux.account.sudo-rights) and users of a directory service.",
                    "Lock the user; look for its logins.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Optional<GuestFile> file = context.find(PASSWD).filter(GuestFile::isRegular);
        List<Account> accounts = Account.all(context);
        boolean seen = false;
        for (Account account : accounts) {
            boolean first = account.name().equals("root") && !seen;
            if (account.uid() == 0 && !first && file.isPresent()) {
                context.report(
                        Confidence.HIGH,
                        "user " + account.name(),
                        "user %s is root".formatted(account.name()),
                        context.evidence(
                                file.get(),
                                List.of(
                                        new Evidence.Difference(
                                                PASSWD,
                                                "uid of " + account.name(),
                                                "0",
                                                "that of root alone"))));
            }
            seen |= first;
        }
        context.lookedAt("users", accounts.size());
    }
}
