package dev.yagura.detect.storage.known;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds shells that inetd or xinetd gives to whoever connects: inetdconf of chkrootkit. */
final class InetdShellDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.inetd.shell",
                    "inetd gives a shell to whoever connects",
                    Severity.CRITICAL,
                    List.of("T1543"),
                    "The kind inetdconf of chkrootkit. Services of inetd.conf and xinetd whose program"
                            + " or arguments are one of the guest's shells (/etc/shells and the usual"
                            + " ones). Nothing benign does so. Not seen: a program that starts a shell"
                            + " itself.",
                    "Find out who wrote the line, and who has connected.");

    private static final String SHELLS = "/etc/shells";
    private static final List<PathPattern> INETD =
            List.of(PathPattern.of("/etc/inetd.conf"), PathPattern.of("/etc/inetd.d/*"));
    private static final List<PathPattern> XINETD =
            List.of(PathPattern.of("/etc/xinetd.conf"), PathPattern.of("/etc/xinetd.d/*"));

    /** Service, socket, protocol, wait and user come before the program. */
    private static final int INETD_PROGRAM = 5;

    private final List<String> usual =
            KnownFile.read(
                    "shells.yaml", (source, root) -> KnownFile.words(source, root, "shells"));

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Set<String> shells = shells(context);
        long lines = 0;
        for (PathPattern pattern : INETD) {
            for (GuestFile file : context.find(pattern)) {
                lines += judge(context, file, shells, true);
            }
        }
        for (PathPattern pattern : XINETD) {
            for (GuestFile file : context.find(pattern)) {
                lines += judge(context, file, shells, false);
            }
        }
        context.lookedAt("lines of inetd's files", lines);
    }

    private Set<String> shells(StorageContext context) throws IOException {
        Set<String> shells = new TreeSet<>(usual);
        Optional<GuestFile> file = context.find(SHELLS);
        if (file.isPresent()) {
            for (String line : context.lines(file.get())) {
                if (line.startsWith("/")) {
                    shells.add(line.strip());
                }
            }
        }
        return shells;
    }

    private static long judge(
            StorageContext context, GuestFile file, Set<String> shells, boolean inetd)
            throws IOException {
        Optional<GuestFile> regular = context.followed(file).filter(GuestFile::isRegular);
        if (regular.isEmpty()) {
            return 0;
        }
        List<String> lines = context.lines(regular.get());
        List<Evidence> found = new ArrayList<>();
        long offset = 0;
        for (String line : lines) {
            String text = line.strip();
            boolean program = inetd ? isShellOfInetd(text, shells) : isShellOfXinetd(text, shells);
            if (!text.startsWith("#") && program) {
                found.add(
                        new Evidence.Match(file.path(), offset, "a service that is a shell", text));
            }
            offset += line.length() + 1L;
        }
        if (!found.isEmpty()) {
            context.report(
                    Confidence.HIGH,
                    "inetdconf at " + file.path(),
                    "inetdconf: %s gives a shell to whoever connects".formatted(file.path()),
                    context.evidence(regular.get(), found));
        }
        return lines.size();
    }

    private static boolean isShellOfInetd(String line, Set<String> shells) {
        String[] words = line.split("\\s+", -1);
        for (int i = INETD_PROGRAM; i < words.length; i++) {
            if (shells.contains(words[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShellOfXinetd(String line, Set<String> shells) {
        int equals = line.indexOf('=');
        return equals > 0
                && line.substring(0, equals).strip().startsWith("server")
                && shells.contains(line.substring(equals + 1).strip().split("\\s+", 2)[0]);
    }
}
