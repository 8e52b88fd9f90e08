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
import dev.yagura.kernel.linux.fs.FileNode;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds processes that execute something else than their program. */
final class HollowedDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.hollowed",
                    "process executes something else than its program",
                    Severity.CRITICAL,
                    List.of("T1055.012"),
                    "Compares the file that the kernel shows as a process's program with what is"
                            + " mapped where execve put the program's code: an executable mapping of"
                            + " that very file. Another file, memory without a file, or nothing"
                            + " there is reported, and a pointer to the program that was cleared or"
                            + " changed. Looking alike: programs that unpack themselves (UPX), that"
                            + " move their code to huge pages, and what CRIU restored. Not seen: a"
                            + " process whose note of where its code starts was cleared, and a loader that leaves the program's code in place and jumps elsewhere;"
                            + " see linux.process.injected-code.",
                    "Extract the mapping at the address in the evidence and compare it with the"
                            + " program's file.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Programs programs = Programs.of(context.linux());
        Mappings mappings = Mappings.of(context.linux());
        EachProcess.of(
                context,
                "programs' code",
                process -> {
                    Optional<Programs.Loaded> loaded = programs.of(process);
                    if (loaded.isPresent()) {
                        judge(context, process, loaded.get(), mappings.of(process));
                    }
                });
    }

    private static void judge(
            DetectorContext context,
            Task process,
            Programs.Loaded loaded,
            Partial<Mapping> mappings)
            throws IOException {
        long start = loaded.program().codeStart();
        if (start == 0) {
            return; // In the midst of execve.
        }
        Optional<Mapping> code =
                mappings.items().stream().filter(mapping -> holds(mapping, start)).findFirst();
        if (code.isPresent() && isOf(code.get(), loaded)) {
            return;
        }
        if (code.isEmpty() && !mappings.missing().isEmpty()) {
            EachProcess.missing(context, process, mappings);
            return;
        }
        String found =
                code.map(mapping -> mapping.protection() + " " + mapping.name().orElse("no file"))
                        .orElse("nothing");
        boolean otherFile = code.isPresent() && code.get().file().isPresent();
        context.report(
                otherFile ? Confidence.HIGH : Confidence.MEDIUM,
                EachProcess.subject(process),
                "%s: where its program's code should be there is %s"
                        .formatted(EachProcess.name(process), found),
                List.of(
                        new Evidence.Value(
                                "mapping at 0x%x of %s".formatted(start, EachProcess.name(process)),
                                code.map(Mapping::gva).orElse(loaded.program().mmGva()),
                                code.isPresent() ? "vm_file" : "start_code",
                                found,
                                "code of " + loaded.file().path()),
                        ProcessEvidence.of(context.linux(), process)));
    }

    private static boolean holds(Mapping mapping, long gva) {
        return Long.compareUnsigned(mapping.start(), gva) <= 0
                && Long.compareUnsigned(gva, mapping.end()) < 0;
    }

    /**
     * A stacked filesystem maps a file below: either the path must be the same, or, where a change
     * of root makes it look otherwise, number and size.
     */
    private static boolean isOf(Mapping mapping, Programs.Loaded loaded) {
        FileNode program = loaded.file().node();
        return mapping.file()
                .filter(file ->
                        file.node().gva() == program.gva()
                                || file.path().equals(loaded.file().path())
                                || (program.filesystem().equals("overlay")
                                        && file.node().number() == program.number()
                                        && file.node().size() == program.size()))
                .isPresent();
    }
}
