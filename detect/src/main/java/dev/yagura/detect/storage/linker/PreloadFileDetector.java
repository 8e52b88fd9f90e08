package dev.yagura.detect.storage.linker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds libraries that the linker puts into every program. */
final class PreloadFileDetector implements StorageDetector {
    private static final String PATH = "/etc/ld.so.preload";

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.linker.preload-file",
                    "library is put into every program by /etc/ld.so.preload",
                    Severity.CRITICAL,
                    List.of("T1574.006"),
                    "No distribution installs /etc/ld.so.preload; rootkits such as Azazel, Jynx and"
                            + " libprocesshider live there. Reported with each library that it names,"
                            + " whether the library is there or not; one without names is a warning."
                            + " Told apart: libraries that a package vouches for by digest, such as"
                            + " snoopy's. Looking alike: agents of vendors that are not packaged. Not"
                            + " seen: a linker that reads another file (linux.linker.changed), and"
                            + " LD_PRELOAD in the environment (linux.process.preload).",
                    "Do not trust what runs in the guest; look at the library from outside.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Optional<GuestFile> file = context.find(PATH).filter(GuestFile::isRegular);
        if (file.isPresent()) {
            judge(context, file.get());
        }
        context.lookedAt("files of the linker", 1);
    }

    private static void judge(StorageContext context, GuestFile file) throws IOException {
        Optional<List<String>> names = context.bytes(file).map(PreloadFileDetector::names);
        List<Evidence> evidence = new ArrayList<>();
        for (String name : names.orElse(List.of())) {
            library(context, name, evidence);
        }
        if (!evidence.isEmpty()) {
            context.report(
                    Confidence.HIGH,
                    PATH,
                    PATH + " puts a library into every program",
                    context.evidence(file, evidence));
        } else if (names.isPresent() && names.get().isEmpty()) {
            context.report(
                    Severity.WARNING,
                    Confidence.LOW,
                    PATH,
                    PATH + " is there, and names nothing",
                    context.evidence(file, List.of()));
        }
    }

    private static List<String> names(byte[] content) {
        List<String> names = new ArrayList<>();
        for (String line : new String(content, UTF_8).split("\n", -1)) {
            for (String name : line.split("#", 2)[0].split("[\\s:]+", -1)) {
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static void library(StorageContext context, String name, List<Evidence> evidence)
            throws IOException {
        Optional<GuestFile> library =
                name.startsWith("/")
                        ? context.find(name).filter(GuestFile::isRegular)
                        : Optional.empty();
        if (library.isPresent() && context.isVouched(library.get(), name + " in " + PATH)) {
            return;
        }
        evidence.add(new Evidence.Difference(PATH, "library", name, "none"));
        if (library.isPresent()) {
            evidence.add(context.evidence(library.get()));
        }
    }
}
