package dev.yagura.detect.storage.boot;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.ConfigurationLines;
import dev.yagura.detect.storage.ConfigurationLines.Odd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds kernel modules of no package that a system loads at each start. */
final class StartedModuleDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.boot.started-module",
                    "kernel module of no package is loaded at the start",
                    Severity.CRITICAL,
                    List.of("T1547.006", "T1014"),
                    "Lines of /etc/modules and of modules-load.d in /etc, /run, /usr/lib and"
                            + " /usr/local/lib that name a module of which there are files below"
                            + " /lib/modules, none from a package or built by DKMS. A name without a"
                            + " file is no finding: it may be built into the kernel. Looking alike:"
                            + " drivers that an administrator built and installed. Not seen: modules"
                            + " that scripts, units or aliases load, and those in the initial ramdisk.",
                    "Remove the line; look at the module, and at whether it is loaded now.");

    private static final ConfigurationLines FILES =
            new ConfigurationLines(
                    "lines that name modules to load",
                    List.of(
                            PathPattern.of("/etc/modules"),
                            PathPattern.of("/etc/modules-load.d/*.conf"),
                            PathPattern.of("/run/modules-load.d/*.conf"),
                            PathPattern.of("/usr/local/lib/modules-load.d/*.conf"),
                            PathPattern.of("/usr/lib/modules-load.d/*.conf")));

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        if (!context.packages().isThere()) {
            context.notCovered("modules of no package", context.packages().description());
            return;
        }
        Map<String, List<GuestFile>> modules = modules(context);
        FILES.judge(
                context,
                line -> odd(context, modules, line.strip()),
                (file, evidence) ->
                        context.report(
                                Confidence.MEDIUM,
                                file.path(),
                                "%s has a module of no package loaded at the start"
                                        .formatted(file.path()),
                                evidence));
    }

    private static Map<String, List<GuestFile>> modules(StorageContext context) {
        Map<String, List<GuestFile>> modules = new HashMap<>();
        for (GuestFile file : context.files().all(ModuleFile::is)) {
            if (ModuleFile.isInPlace(file)) {
                modules.computeIfAbsent(loaded(ModuleFile.name(file)), name -> new ArrayList<>())
                        .add(file);
            }
        }
        return modules;
    }

    private static Optional<Odd> odd(
            StorageContext context, Map<String, List<GuestFile>> modules, String line)
            throws IOException {
        String name = line.split("\\s+", 2)[0];
        List<GuestFile> files = modules.getOrDefault(loaded(name), List.of());
        for (GuestFile file : files) {
            if (ModuleFile.isKnown(context, file)) {
                return Optional.empty();
            }
        }
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(new Odd("a module of no package: " + files.getFirst().path(), line));
    }

    /** To the kernel's programs, both signs are the same. */
    private static String loaded(String name) {
        return name.replace('-', '_');
    }
}
