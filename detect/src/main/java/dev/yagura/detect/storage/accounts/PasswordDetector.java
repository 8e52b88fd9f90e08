package dev.yagura.detect.storage.accounts;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds users without a password, and users of the system with one or with a shell. */
final class PasswordDetector implements StorageDetector {
    private static final String PASSWD = "/etc/passwd";
    private static final String SHADOW = "/etc/shadow";

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.account.open",
                    "user without a password, or a system's own user that can log in",
                    Severity.CRITICAL,
                    List.of("T1078.003", "T1098"),
                    "/etc/passwd and /etc/shadow. Reported: a user with a shell and an empty password; a"
                            + " user that belongs to the system (a data file: daemon, www-data, nobody"
                            + " and others) with a password. One of these with a shell alone is a"
                            + " warning. Passwords themselves are not judged, and appear in no finding."
                            + " Looking alike: images for demonstrations, and live systems.",
                    "Lock the user; look for its logins.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Map<String, String> passwords = passwords(context);
        Optional<GuestFile> file = context.find(PASSWD).filter(GuestFile::isRegular);
        List<Account> accounts = Account.all(context);
        for (Account account : accounts) {
            // A user that shadow does not have cannot log in with a password.
            String password = passwords.getOrDefault(account.name(), "*");
            boolean shell = SystemAccounts.hasShell(account);
            boolean system = SystemAccounts.isSystem(account);
            if (file.isPresent() && password.isEmpty() && shell) {
                report(context, file.get(), account, "no password", Severity.CRITICAL);
            } else if (file.isPresent() && system && isHash(password)) {
                report(context, file.get(), account, "a password", Severity.CRITICAL);
            } else if (file.isPresent() && system && shell) {
                report(context, file.get(), account, "a shell", Severity.WARNING);
            }
        }
        context.lookedAt("users", accounts.size());
    }

    private static boolean isHash(String password) {
        return password.startsWith("$") && password.length() > 8;
    }

    /** Returns what stands for passwords, from shadow or, where that has none, from passwd. */
    private static Map<String, String> passwords(StorageContext context) throws IOException {
        Map<String, String> passwords = new HashMap<>();
        for (String path : List.of(PASSWD, SHADOW)) {
            Optional<GuestFile> file = context.find(path).filter(GuestFile::isRegular);
            if (file.isPresent()) {
                for (String line : context.lines(file.get())) {
                    String[] fields = line.split(":", 3);
                    if (fields.length == 3 && !fields[1].equals("x")) {
                        passwords.put(fields[0], fields[1]);
                    }
                }
            }
        }
        return passwords;
    }

    private static void report(
            StorageContext context,
            GuestFile file,
            Account account,
            String found,
            Severity severity)
            throws IOException {
        Evidence difference =
                new Evidence.Difference(
                        PASSWD,
                        "user " + account.name(),
                        "has %s, and the shell %s".formatted(found, account.shell()),
                        "a user that nobody logs in as, or one with a password");
        context.report(
                severity,
                Confidence.MEDIUM,
                "user " + account.name(),
                "user %s has %s".formatted(account.name(), found),
                context.evidence(file, List.of(difference)));
    }
}
