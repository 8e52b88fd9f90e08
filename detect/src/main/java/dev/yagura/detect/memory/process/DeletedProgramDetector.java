package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.Directories;
import dev.yagura.kernel.linux.fs.MappedFiles.MappedFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds processes whose program is on no disk. */
final class DeletedProgramDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.deleted-program",
                    "program was deleted, or never was on a disk",
                    Severity.WARNING,
                    List.of("T1070.004", "T1620"),
                    "Looks at the file that each process executes: its name must still be in its"
                            + " directory, and it must not be a memfd or lie in /dev/shm. Looking"
                            + " alike: a service whose program an upgrade replaced. There another"
                            + " file of root's has the same name in the same directory, outside of"
                            + " places where everybody may write, and nothing is reported. Old"
                            + " versions of runc execute a memfd copy of themselves. Not seen: a"
                            + " program that loads another into its own memory"
                            + " (linux.process.hollowed), and an interpreter whose script is gone.",
                    "Extract the program from memory before the process ends, and look who started"
                            + " it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Programs programs = Programs.of(context.linux());
        Directories directories = Directories.of(context.linux());
        EachProcess.of(
                context,
                "programs' files",
                process -> {
                    Optional<Programs.Loaded> loaded = programs.of(process);
                    if (loaded.isPresent()) {
                        judge(context, directories, process, loaded.get());
                    }
                });
    }

    private static void judge(
            DetectorContext context, Directories directories, Task process, Programs.Loaded loaded)
            throws IOException {
        MappedFile file = loaded.file();
        boolean memory = Programs.isMemoryOnly(file);
        boolean gone = file.path().deleted() || file.node().links() == 0;
        if (!memory && (!gone || isReplaced(directories, loaded))) {
            return;
        }
        String what = memory ? "lies in memory only" : "was deleted";
        context.report(
                memory ? Confidence.HIGH : Confidence.MEDIUM,
                EachProcess.subject(process),
                "%s: its program %s %s"
                        .formatted(EachProcess.name(process), file.path().name(), what),
                List.of(
                        new Evidence.Value(
                                "file that %s executes".formatted(EachProcess.name(process)),
                                loaded.program().fileGva(),
                                "f_path",
                                "%s, inode %d with %d names, %d bytes, filesystem %s"
                                        .formatted(
                                                file.path(),
                                                file.node().number(),
                                                file.node().links(),
                                                file.node().size(),
                                                file.node().filesystem()),
                                "a name in a directory of a disk"),
                        ProcessEvidence.of(context.linux(), process)));
    }

    private static boolean isReplaced(Directories directories, Programs.Loaded loaded)
            throws IOException {
        if (Programs.isInOpenPlace(loaded.file())) {
            return false;
        }
        long name = directories.nameOf(loaded.program().fileGva());
        return directories.replacement(name).filter(file -> file.node().uid() == 0).isPresent();
    }
}
