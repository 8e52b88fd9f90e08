package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.Directories;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds libraries that were slipped into programs. */
final class PreloadDetector implements Detector {
    private static final int INIT = 1;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.preload",
                    "library slipped into a program",
                    Severity.CRITICAL,
                    List.of("T1574.006", "T1014"),
                    "Looks at LD_PRELOAD and LD_AUDIT in each process's environment, at executable"
                            + " mappings of files that lie where everybody may write, in hidden"
                            + " folders or in memory only, or that were deleted elsewhere than in"
                            + " folders of libraries, and at /etc/ld.so.preload in the kernel's cache"
                            + " of names, where each start of a program asks for it. Looking alike:"
                            + " libraries that people preload with a reason (jemalloc, fakeroot,"
                            + " libeatmydata…), which are not reported if the mapped file is root's;"
                            + " libraries that an upgrade replaced. Not seen: a library in the usual"
                            + " place that the program was linked with anew.",
                    "Extract the library, and see what it does to readdir, open and accept.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Mappings mappings = Mappings.of(context.linux());
        Programs programs = Programs.of(context.linux());
        EachProcess.of(
                context,
                "processes' libraries",
                process -> {
                    Partial<Mapping> mapped = mappings.of(process);
                    if (!process.kernelThread()) {
                        EachProcess.missing(context, process, mapped);
                        judge(context, programs, process, mapped.items());
                    }
                });
        forAll(context);
    }

    private static void judge(
            DetectorContext context, Programs programs, Task process, List<Mapping> mapped)
            throws IOException {
        Optional<Programs.Loaded> program = programs.of(process);
        if (program.isEmpty()) {
            return;
        }
        long own = program.get().file().node().gva();
        Map<String, Evidence> evidence = new LinkedHashMap<>();
        boolean compiles =
                mapped.stream()
                        .flatMap(mapping -> mapping.file().stream())
                        .anyMatch(file ->
                                Programs.isRoots(file)
                                        && KnownNames.COMPILERS.has(
                                                Programs.baseName(file.path().name())));
        for (Mapping mapping : mapped) {
            if (isOdd(mapping, own, compiles)) {
                String path = mapping.name().orElse("");
                evidence.putIfAbsent(
                        path,
                        new Evidence.Value(
                                "mapping 0x%x-0x%x %s"
                                        .formatted(
                                                mapping.start(),
                                                mapping.end(),
                                                mapping.protection()),
                                mapping.gva(),
                                "vm_file",
                                path,
                                "a library in a folder of libraries"));
            }
        }
        boolean library = !evidence.isEmpty();
        for (String variable : variables(context, process)) {
            if (!isKnown(variable, mapped)) {
                evidence.putIfAbsent(
                        variable,
                        new Evidence.Value(
                                "environment of " + EachProcess.name(process),
                                program.get().program().mmGva(),
                                variable.substring(0, variable.indexOf('=')),
                                variable.substring(variable.indexOf('=') + 1),
                                "not set, or a library that is known to be preloaded"));
            }
        }
        if (evidence.isEmpty()) {
            return;
        }
        List<Evidence> all = new ArrayList<>(evidence.values());
        all.add(ProcessEvidence.of(context.linux(), process));
        context.report(
                library ? Confidence.HIGH : Confidence.MEDIUM,
                EachProcess.subject(process),
                "%s has %s slipped in"
                        .formatted(
                                EachProcess.name(process),
                                String.join(", ", evidence.keySet().stream().limit(4).toList())),
                all);
    }

    private static boolean isOdd(Mapping mapping, long program, boolean compiles) {
        if (!mapping.isExecutable() || mapping.file().isEmpty()) {
            return false;
        }
        var file = mapping.file().get();
        if (file.node().gva() == program) {
            return false; // linux.process.deleted-program judges the program itself.
        }
        if (Programs.isMemoryOnly(file)) {
            return !compiles;
        }
        return Programs.isInOpenPlace(file)
                || (file.path().deleted() && !isInLibraryFolder(file.path().name()));
    }

    private static boolean isInLibraryFolder(String path) {
        return path.startsWith("/usr/") || path.startsWith("/lib") || path.startsWith("/opt/");
    }

    /** What is swapped out says nothing against the process. */
    private static List<String> variables(DetectorContext context, Task process)
            throws IOException {
        try {
            return context.linux().tasks().environment(process).orElse(List.of()).stream()
                    .filter(variable ->
                            (variable.startsWith("LD_PRELOAD=") || variable.startsWith("LD_AUDIT="))
                                    && !variable.endsWith("="))
                    .distinct()
                    .toList();
        } catch (PageNotPresentException e) {
            return List.of();
        }
    }

    /** Each library must be known by name, and none of that name be mapped that is not root's. */
    private static boolean isKnown(String variable, List<Mapping> mapped) {
        String value = variable.substring(variable.indexOf('=') + 1);
        return Arrays.stream(value.split("[ :]"))
                .filter(path -> !path.isEmpty())
                .allMatch(path ->
                        KnownNames.PRELOADS.has(Programs.baseName(path))
                                && !Programs.isInOpenPlace(path)
                                && mapped.stream()
                                        .flatMap(mapping -> mapping.file().stream())
                                        .filter(file ->
                                                Programs.baseName(file.path().name())
                                                        .equals(Programs.baseName(path)))
                                        .allMatch(Programs::isRoots));
    }

    /** Looks for the file that the loader asks for at each start of a program. */
    private static void forAll(DetectorContext context) throws IOException {
        Linux linux = context.linux();
        Optional<Task> init =
                linux.tasks().processes().stream().filter(task -> task.tgid() == INIT).findFirst();
        if (init.isEmpty()) {
            return;
        }
        Directories directories = Directories.of(linux);
        OptionalLong root = directories.rootOf(init.get());
        if (root.isEmpty()) {
            return;
        }
        Optional<Directories.Name> etc = directories.find(root.getAsLong(), "etc");
        Optional<Directories.Name> file =
                etc.isPresent()
                        ? directories.find(etc.get().gva(), "ld.so.preload")
                        : Optional.empty();
        context.lookedAt("names of /etc/ld.so.preload", 1);
        if (file.isPresent() && file.get().node().size() > 0) {
            context.report(
                    Confidence.MEDIUM,
                    "/etc/ld.so.preload",
                    "/etc/ld.so.preload is there, so that every program loads a library",
                    List.of(
                            new Evidence.Value(
                                    "/etc/ld.so.preload",
                                    file.get().gva(),
                                    "d_inode",
                                    "inode %d of %d bytes"
                                            .formatted(
                                                    file.get().node().number(),
                                                    file.get().node().size()),
                                    "no such file, or an empty one")));
        }
    }
}
