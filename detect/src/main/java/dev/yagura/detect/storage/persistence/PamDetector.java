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
import dev.yagura.detect.storage.commands.OddCommands;
import dev.yagura.detect.storage.commands.OddPlaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds ways through PAM that let somebody in, or that hand passwords on. */
final class PamDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.persistence.pam",
                    "PAM lets somebody in, or hands passwords on",
                    Severity.CRITICAL,
                    List.of("T1556.003"),
                    "Every line of /etc/pam.d and /etc/pam.conf. Reported: a module that no package"
                            + " vouches for or that lies in a temporary or hidden place; pam_permit"
                            + " whose success is enough for auth; pam_exec that is given passwords"
                            + " (expose_authtok), or runs an odd command. Looking alike: modules of"
                            + " vendors that are not packaged, scripts that mount a home with the"
                            + " user's password. Not seen: a packaged module that was replaced;"
                            + " linux.package.changed-file sees it.",
                    "Compare the file with its package; change the passwords typed since then.");

    private static final PathPattern FILES = PathPattern.of("/etc/pam.d/*");
    private static final PathPattern OLD_FILE = PathPattern.of("/etc/pam.conf");
    private static final List<PathPattern> MODULES =
            List.of(
                    PathPattern.of("/lib/security"),
                    PathPattern.of("/lib64/security"),
                    PathPattern.of("/lib/*/security"));

    /** A line of a file, and why it counts. */
    private record Odd(Confidence confidence, String why) {}

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        long lines = 0;
        for (GuestFile file : context.find(FILES)) {
            lines += judge(context, file, false);
        }
        for (GuestFile file : context.find(OLD_FILE)) {
            lines += judge(context, file, true);
        }
        context.lookedAt("lines of PAM's files", lines);
    }

    private static long judge(StorageContext context, GuestFile file, boolean hasService)
            throws IOException {
        Optional<GuestFile> regular = context.followed(file).filter(GuestFile::isRegular);
        if (regular.isEmpty()) {
            return 0;
        }
        List<Evidence> evidence = new ArrayList<>();
        Confidence sure = Confidence.LOW;
        long offset = 0;
        List<String> lines = context.lines(regular.get());
        for (String line : lines) {
            Optional<PamLine> pam = PamLine.of(line, hasService).filter(l -> !l.isInclude());
            Optional<Odd> odd = pam.isPresent() ? odd(context, pam.get()) : Optional.empty();
            if (odd.isPresent()) {
                evidence.add(
                        new Evidence.Match(file.path(), offset, odd.get().why(), line.strip()));
                Confidence now = odd.get().confidence();
                sure = now.compareTo(sure) > 0 ? now : sure;
            }
            offset += line.getBytes(UTF_8).length + 1L;
        }
        if (!evidence.isEmpty() && !context.isVouched(regular.get(), file.path())) {
            context.report(
                    sure,
                    file.path(),
                    "%s lets somebody in, or hands passwords on".formatted(file.path()),
                    context.evidence(regular.get(), evidence));
        }
        return lines.size();
    }

    private static Optional<Odd> odd(StorageContext context, PamLine line) throws IOException {
        if (OddPlaces.isOdd(line.module())) {
            return Optional.of(new Odd(Confidence.HIGH, "a module in an odd place"));
        }
        boolean permits = line.moduleName().equals("pam_permit.so");
        if (permits && line.type().equals("auth") && line.isEnough()) {
            return Optional.of(new Odd(Confidence.MEDIUM, "a module that lets everybody in"));
        }
        if (line.moduleName().equals("pam_exec.so")) {
            return exec(line);
        }
        return isForeign(context, line)
                ? Optional.of(new Odd(Confidence.MEDIUM, "a module of no package"))
                : Optional.empty();
    }

    private static Optional<Odd> exec(PamLine line) {
        String[] words = line.arguments().split("\\s+", -1);
        int at = 0;
        while (at < words.length && !words[at].startsWith("/")) {
            at++;
        }
        String command = String.join(" ", List.of(words).subList(at, words.length));
        Optional<OddCommands.Odd> odd = OddCommands.in(command);
        if (odd.isPresent()) {
            return Optional.of(new Odd(Confidence.HIGH, odd.get().form()));
        }
        return line.arguments().contains("expose_authtok")
                ? Optional.of(new Odd(Confidence.MEDIUM, "a program that gets passwords"))
                : Optional.empty();
    }

    /** Returns whether a module is there and no package vouches for it. */
    private static boolean isForeign(StorageContext context, PamLine line) throws IOException {
        if (!context.packages().isThere()) {
            return false;
        }
        List<GuestFile> found = new ArrayList<>();
        if (line.module().startsWith("/")) {
            context.find(line.module()).ifPresent(found::add);
        } else {
            for (PathPattern folder : MODULES) {
                for (GuestFile directory : context.find(folder)) {
                    context.find(directory.path() + "/" + line.module()).ifPresent(found::add);
                }
            }
        }
        for (GuestFile module : found) {
            if (module.isRegular() && context.voucher(module).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
