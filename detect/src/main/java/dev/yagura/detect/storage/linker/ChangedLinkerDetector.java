package dev.yagura.detect.storage.linker;

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds a dynamic linker that is not the packaged one, or that asks another file what to load. */
final class ChangedLinkerDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.linker.changed",
                    "dynamic linker was replaced or patched",
                    Severity.CRITICAL,
                    List.of("T1574.006", "T1554"),
                    "The linkers of glibc (ld-linux*.so* and ld-2.*.so in the folders of libraries). Each"
                            + " must be as its package has it, and must have the text"
                            + " /etc/ld.so.preload: rootkits such as bedevil and Umbreon write another"
                            + " path over it, so that their list of libraries is never seen. Told apart:"
                            + " what a package vouches for by digest. Where no package database is read"
                            + " only the text counts.",
                    "Boot from another medium and compare the linker with its package.");

    private static final List<PathPattern> LINKERS =
            List.of(
                    PathPattern.of("/lib/ld-linux*.so*"),
                    PathPattern.of("/lib32/ld-linux*.so*"),
                    PathPattern.of("/lib64/ld-linux*.so*"),
                    PathPattern.of("/libx32/ld-linux*.so*"),
                    PathPattern.of("/lib/*/ld-linux*.so*"),
                    PathPattern.of("/lib/*/ld-2.*.so"),
                    PathPattern.of("/usr/lib/*/ld-linux*.so*"));
    private static final String PRELOAD = "/etc/ld.so.preload";
    private static final long MAX_BYTES = 16L << 20;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Set<GuestFile> linkers = new LinkedHashSet<>();
        for (PathPattern pattern : LINKERS) {
            for (GuestFile file : context.find(pattern)) {
                context.followed(file).filter(GuestFile::isRegular).ifPresent(linkers::add);
            }
        }
        for (GuestFile linker : linkers) {
            judge(context, linker);
        }
        context.lookedAt("places of linkers", LINKERS.size());
    }

    private static void judge(StorageContext context, GuestFile linker) throws IOException {
        boolean asks = asks(context, linker);
        boolean there = context.packages().isThere();
        if ((asks && !there) || context.isVouched(linker, linker.path())) {
            return;
        }
        List<Evidence> evidence = new ArrayList<>();
        if (!asks) {
            evidence.add(
                    new Evidence.Difference(
                            linker.path(), "texts", "none with " + PRELOAD, "one, as in glibc"));
        }
        if (there) {
            evidence.add(
                    new Evidence.Difference(
                            linker.path(), "package", "none vouches for it", "one, by digest"));
        }
        context.report(
                asks ? Confidence.MEDIUM : Confidence.HIGH,
                linker.path(),
                "%s is not the linker that was installed".formatted(linker.path()),
                context.evidence(linker, evidence));
    }

    private static boolean asks(StorageContext context, GuestFile linker) throws IOException {
        boolean[] asks = {false};
        context.texts(
                linker,
                MAX_BYTES,
                (_, text) -> {
                    asks[0] |= text.contains(PRELOAD);
                    return !asks[0];
                });
        return asks[0];
    }
}
