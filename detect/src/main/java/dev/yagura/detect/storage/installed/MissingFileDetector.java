package dev.yagura.detect.storage.installed;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.packages.PackageDatabase;
import dev.yagura.detect.packages.PackagedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds programs and libraries that a package installed and somebody took away. */
final class MissingFileDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.package.missing-file",
                    "program or library of an installed package is gone",
                    Severity.WARNING,
                    List.of("T1562.001"),
                    "Paths that a package lists with a digest, in the folders of programs and libraries,"
                            + " where there is nothing: one finding for each package. Intruders remove"
                            + " tools that would show them. Left out are configuration files and all of"
                            + " /usr/share and /usr/include, which small systems do without. Looking"
                            + " alike: an image that was made smaller by hand.",
                    "Ask who removed it; reinstall the package.");

    private static final int MAX_TOLD = 16;

    private final SystemFolders system = SystemFolders.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        PackageDatabase packages = context.packages();
        if (!packages.isThere()) {
            context.notCovered("missing files", packages.description());
            return;
        }
        Map<String, List<PackagedFile>> missing = new LinkedHashMap<>();
        for (PackagedFile packaged : packages.missing()) {
            if (packaged.digest().isPresent()
                    && !packaged.isConfiguration()
                    && system.folders().stream()
                            .anyMatch(folder -> packaged.path().startsWith(folder + "/"))) {
                missing.computeIfAbsent(packaged.packageText(), _ -> new ArrayList<>())
                        .add(packaged);
            }
        }
        missing.forEach((name, files) -> report(context, name, files));
        context.lookedAt("packaged files looked for", packages.present().size());
    }

    private static void report(StorageContext context, String name, List<PackagedFile> files) {
        List<Evidence> evidence = new ArrayList<>();
        for (PackagedFile file : files.subList(0, Math.min(files.size(), MAX_TOLD))) {
            evidence.add(
                    new Evidence.Difference(
                            file.path(),
                            "presence",
                            "nothing",
                            "a file, as %s has it".formatted(name)));
        }
        context.report(
                Confidence.LOW,
                "files of " + name,
                "%d files of %s are gone".formatted(files.size(), name),
                evidence);
    }
}
