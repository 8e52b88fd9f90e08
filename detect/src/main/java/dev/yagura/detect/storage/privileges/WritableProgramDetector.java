package dev.yagura.detect.storage.privileges;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.storage.installed.SystemFolders;
import dev.yagura.storage.file.FileAttributes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds programs and configuration of the system that somebody without rights may change. */
final class WritableProgramDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.writable-program",
                    "program or configuration of the system that ordinary users may change",
                    Severity.WARNING,
                    List.of("T1222.002", "T1574.010"),
                    "Files and directories in the folders of packages and in /etc that everybody may"
                            + " write to (directories with the sticky bit aside), or that belong to an"
                            + " ordinary user (uid 1000 to 65533). Whoever may write there becomes root"
                            + " as soon as root runs or reads it. Looking alike: an administrator's"
                            + " mistake; software unpacked with the numbers of its builder's users.",
                    "Mend the permissions; look at the file's content and history first.");

    private static final String CONFIGURATION = "/etc";
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final long FIRST_USER = 1000;
    private static final long LAST_USER = 65_533;

    private final SystemFolders system = SystemFolders.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        List<GuestFile> files = new ArrayList<>(system.files(context));
        context.find(CONFIGURATION)
                .filter(GuestFile::isDirectory)
                .ifPresent(directory -> context.files().each(directory, files::add));
        for (GuestFile file : files) {
            Optional<Evidence> difference =
                    file.isRegular() || file.isDirectory() ? difference(file) : Optional.empty();
            if (difference.isPresent()) {
                context.report(
                        Confidence.HIGH,
                        file.path(),
                        "%s can be changed without root's rights".formatted(file.path()),
                        context.evidence(file, List.of(difference.get())));
            }
        }
        context.lookedAt("files that only root should change", files.size());
    }

    private static Optional<Evidence> difference(GuestFile file) {
        FileAttributes attributes = file.attributes();
        int permissions = attributes.permissions();
        boolean sticky = file.isDirectory() && (permissions & STICKY) != 0;
        if ((permissions & OTHERS_WRITE) != 0 && !sticky) {
            return Optional.of(
                    new Evidence.Difference(
                            file.path(),
                            "permissions",
                            "%04o".formatted(permissions),
                            "not writable for others"));
        }
        long uid = Integer.toUnsignedLong(attributes.uid());
        if (uid >= FIRST_USER && uid <= LAST_USER) {
            return Optional.of(
                    new Evidence.Difference(
                            file.path(),
                            "owner",
                            Long.toString(uid),
                            "root, or a user of the system's own"));
        }
        return Optional.empty();
    }
}
