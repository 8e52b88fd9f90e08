package dev.yagura.detect.storage.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.storage.installed.ProgramFile;
import dev.yagura.detect.yaml.YamlResource;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds names that are made not to be seen. */
final class HiddenNameDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.hidden-name",
                    "name of a file is made not to be seen",
                    Severity.WARNING,
                    List.of("T1564.001", "T1036.005"),
                    "Everywhere: names of dots and blanks only (\"...\", \".. \"), and names with control"
                            + " or invisible characters. In folders of the system: directories and"
                            + " programs whose name begins with a dot, and names with a blank at an end."
                            + " Told apart: known ones (a data file lists them), and what a package has."
                            + " Looking alike: traces of editors and of version control. Evaded by an"
                            + " ordinary name.",
                    "Look at what is in it and at who owns it; quote the name in commands.");

    private static final Map<String, List<String>> LISTS =
            YamlResource.lists(HiddenNameDetector.class, "hidden.yaml");
    private static final List<Glob> KNOWN =
            LISTS.getOrDefault("known", List.of()).stream().map(Glob::of).toList();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        for (GuestFile file : context.files().all(file -> NameForm.isUnseen(file.name()))) {
            report(context, file, Confidence.HIGH, "dots, blanks or invisible characters");
        }
        for (GuestFile file : systemFiles(context)) {
            if (!NameForm.isUnseen(file.name())) {
                judge(context, file);
            }
        }
        context.lookedAt("files", context.files().count());
    }

    private static Set<GuestFile> systemFiles(StorageContext context) throws IOException {
        Set<GuestFile> files = new LinkedHashSet<>();
        for (String folder : LISTS.getOrDefault("deep", List.of())) {
            Optional<GuestFile> top = context.find(folder).filter(GuestFile::isDirectory);
            top.ifPresent(directory -> context.files().each(directory, files::add));
        }
        for (String folder : LISTS.getOrDefault("flat", List.of())) {
            Optional<GuestFile> top = context.find(folder).filter(GuestFile::isDirectory);
            top.ifPresent(directory -> files.addAll(directory.children()));
        }
        return files;
    }

    private static void judge(StorageContext context, GuestFile file) throws IOException {
        String path = file.path();
        if (KNOWN.stream().anyMatch(glob -> glob.matches(path))) {
            return;
        }
        if (file.name().endsWith(" ") || file.name().startsWith(" ")) {
            report(context, file, Confidence.MEDIUM, "a blank at an end");
        } else if (file.name().startsWith(".")) {
            if (ProgramFile.is(context, file)) {
                report(context, file, Confidence.MEDIUM, "a dot before a program's name");
            } else if (file.isDirectory()) {
                boolean isEmpty = file.children().isEmpty();
                report(
                        context,
                        file,
                        isEmpty ? Confidence.LOW : Confidence.MEDIUM,
                        "a dot before a directory's name");
            }
        }
    }

    private static void report(
            StorageContext context, GuestFile file, Confidence confidence, String form)
            throws IOException {
        if (!context.isVouched(file, file.path())) {
            Evidence difference =
                    new Evidence.Difference(
                            file.path(),
                            "name",
                            "\"%s\": %s".formatted(file.name(), form),
                            "one that a listing shows");
            context.report(
                    confidence,
                    file.path(),
                    "\"%s\" is named not to be seen".formatted(file.path()),
                    context.evidence(file, List.of(difference)));
        }
    }
}
