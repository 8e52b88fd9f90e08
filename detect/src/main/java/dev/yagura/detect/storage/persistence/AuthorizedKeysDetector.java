package dev.yagura.detect.storage.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.accounts.Account;
import dev.yagura.detect.storage.accounts.SystemAccounts;
import dev.yagura.detect.storage.commands.OddCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds keys for ssh of users that nobody logs in as, and keys that run odd commands. */
final class AuthorizedKeysDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.persistence.ssh-keys",
                    "key for ssh of a system's own user, or one that runs an odd command",
                    Severity.CRITICAL,
                    List.of("T1098.004"),
                    "Files .ssh/authorized_keys and authorized_keys2 of all users. Reported: a key of a"
                            + " user that belongs to the system (daemon, www-data, nobody and others of a"
                            + " data file) or whose shell lets nobody in; a forced command or an"
                            + " environment that is odd; a file that everybody may write to. Keys of"
                            + " people are no finding: only they know them. Looking alike: a service"
                            + " that copies files under its own user.",
                    "Ask who added the key; look for logins with it in the logs.");

    private static final List<PathPattern> FILES =
            List.of(
                    PathPattern.of("/.ssh/authorized_keys"),
                    PathPattern.of("/.ssh/authorized_keys2"));
    private static final int OTHERS_WRITE = 0002;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Set<GuestFile> seen = new LinkedHashSet<>();
        for (Account account : Account.all(context)) {
            Optional<GuestFile> home = context.find(account.home()).filter(GuestFile::isDirectory);
            if (home.isPresent()) {
                for (GuestFile file : keyFiles(context, home.get())) {
                    boolean closed = SystemAccounts.isClosed(account);
                    if (seen.add(file) || closed) {
                        judge(context, file, closed ? account.name() : "");
                    }
                }
            }
        }
        for (GuestFile home : Account.usualHomes(context)) {
            for (GuestFile file : keyFiles(context, home)) {
                if (seen.add(file)) {
                    judge(context, file, "");
                }
            }
        }
        context.lookedAt("files of keys", seen.size());
        context.lookedAt("users", Account.all(context).size());
    }

    private static List<GuestFile> keyFiles(StorageContext context, GuestFile home)
            throws IOException {
        List<GuestFile> files = new ArrayList<>();
        for (PathPattern pattern : FILES) {
            for (GuestFile file : context.findBelow(home, pattern)) {
                context.followed(file).filter(GuestFile::isRegular).ifPresent(files::add);
            }
        }
        return files;
    }

    /** Judges a file; closed names its user if nobody logs in as that. */
    private static void judge(StorageContext context, GuestFile file, String closed)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        long offset = 0;
        for (String line : context.lines(file)) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                if (!closed.isEmpty()) {
                    evidence.add(
                            new Evidence.Match(
                                    file.path(), offset, "a key of the user " + closed, text));
                } else {
                    Optional<String> odd = odd(text);
                    if (odd.isPresent()) {
                        evidence.add(new Evidence.Match(file.path(), offset, odd.get(), text));
                    }
                }
            }
            offset += line.getBytes(UTF_8).length + 1L;
        }
        if ((file.attributes().permissions() & OTHERS_WRITE) != 0) {
            evidence.add(
                    new Evidence.Difference(
                            file.path(),
                            "permissions",
                            "%04o".formatted(file.attributes().permissions()),
                            "not writable for others"));
        }
        if (!evidence.isEmpty()) {
            context.report(
                    Confidence.MEDIUM,
                    closed.isEmpty() ? file.path() : "%s of %s".formatted(file.path(), closed),
                    "%s lets somebody in in an odd way".formatted(file.path()),
                    context.evidence(file, evidence));
        }
    }

    /** Returns what is odd about the options before a key. */
    private static Optional<String> odd(String line) {
        for (String option : List.of("command=\"", "environment=\"")) {
            int start = line.indexOf(option);
            int end = start < 0 ? -1 : line.indexOf('"', start + option.length());
            if (end > 0) {
                Optional<OddCommands.Odd> odd =
                        OddCommands.in(line.substring(start + option.length(), end));
                if (odd.isPresent()) {
                    return Optional.of(odd.get().form());
                }
            }
        }
        return Optional.empty();
    }
}
