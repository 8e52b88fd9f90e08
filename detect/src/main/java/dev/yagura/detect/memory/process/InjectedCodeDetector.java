package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.ProbedPages;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds executable memory that no program or library of a file put there. */
final class InjectedCodeDetector implements Detector {
    /** Mappings of one process that are told one by one. */
    private static final int MAX_LISTED = 16;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.injected-code",
                    "executable memory that comes from no file",
                    Severity.CRITICAL,
                    List.of("T1055", "T1620"),
                    "Looks at what each process may execute: memory that is writable as well, memory"
                            + " without a file, and code of a file of which the process has pages of"
                            + " its own, because somebody wrote to them (the kernel's own notes of"
                            + " the page say so). Mappings without a page or with zeros only hold no"
                            + " code. Looking alike: what compiles at run time (Java, JavaScript,"
                            + " PCRE, PHP…); a process with such a library or program of root's"
                            + " mapped may have executable memory without a file, and is reported for"
                            + " changed code only. An executable stack, of programs of old, is held"
                            + " less sure. Pages with a uprobe in them are left out, since the kernel writes its"
                            + " breakpoint there; a debugger's breakpoints are changed code. Not seen:"
                            + " code injected into a process that has a compiler, changes beside a"
                            + " uprobe, and chains of returns, which need no code.",
                    "Extract the mapping with its address, disassemble it, and look who may write"
                            + " to the process: its user, its debugger.");

    private enum Kind {
        CHANGED("code of a file with pages of the process's own", "pages of the file"),
        WRITABLE("writable and executable", "memory that is either"),
        ANONYMOUS("executable without a file", "code of a file");

        private final String found;
        private final String expected;

        Kind(String found, String expected) {
            this.found = found;
            this.expected = expected;
        }
    }

    /** A mapping with code in it. */
    private record Odd(Kind kind, Mapping mapping, CodePages.Sample sample) {}

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Mappings mappings = Mappings.of(context.linux());
        ProbedPages probed = ProbedPages.of(context.linux());
        EachProcess.of(
                context,
                "processes' mappings",
                process -> {
                    Optional<UserMemory> memory = UserMemory.of(context.linux(), process);
                    if (memory.isPresent()) {
                        judge(
                                context,
                                process,
                                new CodePages(memory.get(), probed),
                                mappings.of(process));
                    }
                });
    }

    private static void judge(
            DetectorContext context, Task process, CodePages pages, Partial<Mapping> mappings)
            throws IOException {
        EachProcess.missing(context, process, mappings);
        boolean compiles = mappings.items().stream().anyMatch(InjectedCodeDetector::isCompiler);
        List<Odd> odd = new ArrayList<>();
        for (Mapping mapping : mappings.items()) {
            Optional<Kind> kind = kind(mapping);
            if (kind.isEmpty() || (compiles && kind.get() != Kind.CHANGED)) {
                continue;
            }
            Optional<CodePages.Sample> sample =
                    kind.get() == Kind.CHANGED ? pages.own(mapping) : pages.filled(mapping);
            sample.ifPresent(found -> odd.add(new Odd(kind.get(), mapping, found)));
        }
        if (!odd.isEmpty()) {
            report(context, process, odd);
        }
    }

    private static Optional<Kind> kind(Mapping mapping) {
        if (!mapping.isExecutable()) {
            return Optional.empty();
        }
        if (mapping.isWritable()) {
            return Optional.of(Kind.WRITABLE);
        }
        if (mapping.isAnonymous()) {
            return Optional.of(Kind.ANONYMOUS);
        }
        return mapping.file().isPresent() && mapping.anonVmaGva() != 0
                ? Optional.of(Kind.CHANGED)
                : Optional.empty();
    }

    private static boolean isCompiler(Mapping mapping) {
        return mapping.isExecutable()
                && mapping.file()
                        .filter(Programs::isRoots)
                        .filter(file ->
                                KnownNames.COMPILERS.has(Programs.baseName(file.path().name())))
                        .isPresent();
    }

    private static void report(DetectorContext context, Task process, List<Odd> odd)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        odd.stream()
                .limit(MAX_LISTED)
                .forEach(found ->
                        evidence.add(
                                new Evidence.Bytes(
                                        "%s 0x%x-0x%x %s"
                                                .formatted(
                                                        found.mapping.protection(),
                                                        found.mapping.start(),
                                                        found.mapping.end(),
                                                        found.mapping.name().orElse("no file")),
                                        found.sample.gva(),
                                        found.sample.hex(),
                                        found.kind.expected + ", found " + found.kind.found)));
        evidence.add(ProcessEvidence.of(context.linux(), process));
        Odd first = odd.getFirst();
        context.report(
                confidence(odd),
                EachProcess.subject(process),
                "%s has %d mappings that hold code from elsewhere, the first %s at 0x%x"
                        .formatted(
                                EachProcess.name(process),
                                odd.size(),
                                first.kind.found,
                                first.sample.gva()),
                evidence);
    }

    private static Confidence confidence(List<Odd> odd) {
        if (odd.stream().anyMatch(found -> found.sample.isProgram() || found.sample.sure())) {
            return Confidence.HIGH;
        }
        boolean stackOnly =
                odd.stream().allMatch(found -> found.mapping.name().orElse("").equals("[stack]"));
        return stackOnly ? Confidence.LOW : Confidence.MEDIUM;
    }
}
