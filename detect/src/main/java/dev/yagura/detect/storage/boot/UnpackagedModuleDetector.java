package dev.yagura.detect.storage.boot;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.storage.commands.OddPlaces;
import java.io.IOException;
import java.util.List;

/** Finds kernels and kernel modules that no package has. */
final class UnpackagedModuleDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.boot.unpackaged-module",
                    "kernel or kernel module of no package",
                    Severity.WARNING,
                    List.of("T1547.006", "T1014", "T1542"),
                    "Files *.ko, compressed or not, below /lib/modules, and /boot/vmlinu?-*, that no"
                            + " package has; modules in temporary and hidden places, in /root, /etc and"
                            + " /dev, wherever from. Told apart: what DKMS has built, where /var/lib/dkms"
                            + " has a module of that name. Looking alike: kernels and drivers that an"
                            + " administrator built. Not seen: a packaged module that was replaced"
                            + " (linux.package.changed-file sees it), and what is in the initial"
                            + " ramdisk (linux.boot.changed-initrd sees it).",
                    "Look at yagura show VM modules for whether it is loaded, and at the file's strings.");

    private static final PathPattern KERNELS = PathPattern.of("/boot/vmlinu?-*");
    private static final List<Glob> ODD_FOLDERS =
            List.of(Glob.of("/root/*"), Glob.of("/etc/*"), Glob.of("/dev/*"));

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        boolean known = context.packages().isThere();
        if (!known) {
            context.notCovered("modules of no package", context.packages().description());
        }
        List<GuestFile> modules = context.files().all(ModuleFile::is);
        for (GuestFile module : modules) {
            String path = module.path();
            boolean odd =
                    OddPlaces.isOdd(path)
                            || ODD_FOLDERS.stream().anyMatch(folder -> folder.matches(path));
            boolean inPlace = known && ModuleFile.isInPlace(module);
            if (odd || (inPlace && !ModuleFile.isKnown(context, module))) {
                report(context, module, Confidence.MEDIUM);
            }
        }
        if (known) {
            for (GuestFile kernel : context.find(KERNELS)) {
                if (kernel.isRegular()) {
                    report(context, kernel, Confidence.LOW);
                }
            }
        }
        context.lookedAt("kernel modules on the disk", modules.size());
    }

    private static void report(StorageContext context, GuestFile file, Confidence confidence)
            throws IOException {
        if (context.packages().at(file).isEmpty()) {
            Evidence difference =
                    new Evidence.Difference(
                            file.path(),
                            "package",
                            "none",
                            "one (%s), or DKMS".formatted(context.packages().description()));
            context.report(
                    confidence,
                    file.path(),
                    "%s is of no package".formatted(file.path()),
                    context.evidence(file, List.of(difference)));
        }
    }
}
