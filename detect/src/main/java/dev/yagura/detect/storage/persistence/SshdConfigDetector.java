package dev.yagura.detect.storage.persistence;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.ConfigurationLines;
import dev.yagura.detect.storage.ConfigurationLines.Odd;
import dev.yagura.detect.storage.commands.OddCommands;
import dev.yagura.detect.storage.commands.OddPlaces;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds ways past passwords and keys in the configuration of sshd. */
final class SshdConfigDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.persistence.sshd-config",
                    "configuration of sshd lets somebody in in an odd way",
                    Severity.CRITICAL,
                    List.of("T1556", "T1098.004"),
                    "/etc/ssh/sshd_config and sshd_config.d. Reported: PermitEmptyPasswords yes;"
                            + " programs that say which keys are good (AuthorizedKeysCommand,"
                            + " AuthorizedPrincipalsCommand) that no package vouches for; files of keys,"
                            + " forced commands and subsystems in a temporary or hidden place, or odd"
                            + " otherwise; environments that users may set. Looking alike: agents of"
                            + " cloud providers that are not packaged. Not seen: a changed sshd;"
                            + " linux.package.changed-file sees it.",
                    "Compare with the file of the package; look for logins since it changed.");

    private static final ConfigurationLines FILES =
            new ConfigurationLines(
                    "lines of sshd's configuration",
                    List.of(
                            PathPattern.of("/etc/ssh/sshd_config"),
                            PathPattern.of("/etc/ssh/sshd_config.d/*"),
                            PathPattern.of("/etc/sshd_config")));

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        FILES.judge(
                context,
                line -> odd(context, line.strip()),
                (file, evidence) -> {
                    if (!context.isVouched(file, file.path())) {
                        context.report(
                                Confidence.MEDIUM,
                                file.path(),
                                "%s lets somebody in in an odd way".formatted(file.path()),
                                evidence);
                    }
                });
    }

    private static Optional<Odd> odd(StorageContext context, String line) throws IOException {
        String[] words = line.split("[\\s=]+", 2);
        if (words.length < 2 || words[0].startsWith("#")) {
            return Optional.empty();
        }
        String value = words[1].replace("\"", "");
        return odd(context, words[0].toLowerCase(Locale.ROOT), value)
                .map(form -> new Odd(form, line));
    }

    private static Optional<String> odd(StorageContext context, String keyword, String value)
            throws IOException {
        return switch (keyword) {
            case "permitemptypasswords" ->
                    value.equalsIgnoreCase("yes")
                            ? Optional.of("logins without a password")
                            : Optional.empty();
            case "permituserenvironment" ->
                    value.equalsIgnoreCase("yes")
                            ? Optional.of("environments that users set, such as LD_PRELOAD")
                            : Optional.empty();
            case "authorizedkeysfile", "trustedusercakeys", "authorizedprincipalsfile" ->
                    isOddFile(value) ? Optional.of("keys in an odd place") : Optional.empty();
            case "authorizedkeyscommand", "authorizedprincipalscommand" ->
                    isForeign(context, value)
                            ? Optional.of("a program of no package that says which keys are good")
                            : Optional.empty();
            case "forcecommand" -> OddCommands.in(value).map(OddCommands.Odd::form);
            case "subsystem" -> {
                String[] words = value.split("\\s+", 2);
                yield words.length == 2
                        ? OddCommands.in(words[1]).map(OddCommands.Odd::form)
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /** Files below a home are the usual ones, hidden as they are. */
    private static boolean isOddFile(String value) {
        for (String path : value.split("\\s+", -1)) {
            if (path.startsWith("/") && OddPlaces.isOdd(path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isForeign(StorageContext context, String value) throws IOException {
        String path = value.split("\\s+", 2)[0];
        if (!path.startsWith("/")) {
            return false;
        }
        Optional<GuestFile> program = context.find(path).filter(GuestFile::isRegular);
        boolean vouched = program.isPresent() && context.voucher(program.get()).isPresent();
        return OddPlaces.isOdd(path) || (context.packages().isThere() && !vouched);
    }
}
