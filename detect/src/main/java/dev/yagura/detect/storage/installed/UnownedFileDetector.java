package dev.yagura.detect.storage.installed;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.packages.PackageDatabase;
import java.io.IOException;
import java.util.List;

/** Finds programs and libraries in folders of packages that no package has. */
final class UnownedFileDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.package.unowned-file",
                    "program or library in a folder of packages that no package has",
                    Severity.WARNING,
                    List.of("T1543", "T1574", "T1036.005"),
                    "Every executable file, and every ELF file, in /bin, /sbin, /lib and their"
                            + " counterparts in /usr that no installed package lists, diversions applied"
                            + " and links between folders followed. Left out is what programs make there"
                            + " (a data file lists it with the reason: indices of modules, compiled"
                            + " Python, caches), and /usr/local, /opt and /srv, where administrators put"
                            + " their own. Looking alike: software installed by a script instead of a"
                            + " package. Evaded by a line in a package's list of files.",
                    "Ask who put it there; look at what was made at the same time.");

    private final SystemFolders system = SystemFolders.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        PackageDatabase packages = context.packages();
        if (!packages.isThere()) {
            context.notCovered("files of no package", packages.description());
            return;
        }
        List<GuestFile> files = system.files(context);
        for (GuestFile file : files) {
            if (packages.at(file).isEmpty()
                    && ProgramFile.is(context, file)
                    && !system.isGenerated(file)) {
                context.report(
                        Confidence.MEDIUM,
                        file.path(),
                        "%s is of no package".formatted(file.path()),
                        context.evidence(
                                file,
                                List.of(
                                        new Evidence.Difference(
                                                file.path(),
                                                "package",
                                                "none",
                                                "one, in this folder (%s)"
                                                        .formatted(packages.description())))));
            }
        }
        context.lookedAt("files in folders of packages", files.size());
    }
}
