package dev.yagura.detect.storage.known;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.rules.Glob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds regular files among the devices, and directories hidden there. */
final class DeviceFileDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.device.odd-file",
                    "regular file or hidden directory in /dev",
                    Severity.WARNING,
                    List.of("T1564.001"),
                    "Directories of devices have device files, links and sockets; rootkits keep their"
                            + " configuration there, where nobody looks. Reported are regular files,"
                            + " and directories whose name begins with a dot. A line that begins with"
                            + " a digit from 0 to 5 and a blank is the form of a rootkit's list of what"
                            + " to hide, and makes it sure: suspicious files of chkrootkit. Told apart:"
                            + " /dev/shm, /dev/mqueue and /dev/hugepages, which are for files of"
                            + " programs, and what udev and MAKEDEV keep.",
                    "Look at the file, and at what opens it: yagura show VM files.");

    private static final int MAX_HEAD = 64 << 10;

    /** Paths where regular files are at home. */
    private final List<Glob> honest =
            KnownFile.read(
                            "devices.yaml",
                            (source, root) -> KnownFile.words(source, root, "devices"))
                    .stream()
                    .map(Glob::of)
                    .toList();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Optional<GuestFile> dev = context.find("/dev").filter(GuestFile::isDirectory);
        List<GuestFile> odd = new ArrayList<>();
        long[] looked = {0};
        dev.ifPresent(directory ->
                context.files()
                        .each(
                                directory,
                                file -> {
                                    looked[0]++;
                                    boolean hidden =
                                            file.isDirectory() && file.name().startsWith(".");
                                    if ((file.isRegular() || hidden) && !isHonest(file)) {
                                        odd.add(file);
                                    }
                                }));
        for (GuestFile file : odd) {
            judge(context, file);
        }
        context.lookedAt("files in /dev", looked[0]);
    }

    private boolean isHonest(GuestFile file) {
        return honest.stream().anyMatch(glob -> glob.matches(file.path()));
    }

    private static void judge(StorageContext context, GuestFile file) throws IOException {
        Optional<Evidence> list = file.isRegular() ? list(context, file) : Optional.empty();
        String subject = "suspicious-device-file at " + file.path();
        if (context.isVouched(file, subject)) {
            return;
        }
        context.report(
                list.isPresent() ? Severity.CRITICAL : INFO.severity(),
                list.isPresent() ? Confidence.HIGH : Confidence.MEDIUM,
                subject,
                list.isPresent()
                        ? "suspicious-device-file: %s is of the form of a rootkit's list"
                                .formatted(file.path())
                        : "suspicious-device-file: %s is no device".formatted(file.path()),
                context.evidence(file, list.stream().toList()));
    }

    private static Optional<Evidence> list(StorageContext context, GuestFile file)
            throws IOException {
        long offset = 0;
        for (String line : new String(context.head(file, MAX_HEAD), UTF_8).lines().toList()) {
            if (line.length() > 2
                    && line.charAt(0) >= '0'
                    && line.charAt(0) <= '5'
                    && line.charAt(1) == ' ') {
                return Optional.of(
                        new Evidence.Match(file.path(), offset, "a digit and a blank", line));
            }
            offset += line.length() + 1L;
        }
        return Optional.empty();
    }
}
