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
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.linux.system.UserSession;
import dev.yagura.kernel.linux.system.Users;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds people who are logged in and not in utmp: chkutmp of chkrootkit. */
final class UnrecordedLoginDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.login.unrecorded",
                    "somebody is logged in whom utmp does not name",
                    Severity.WARNING,
                    List.of("T1070", "T1078"),
                    "The kind chkutmp of chkrootkit: a process with a terminal that sshd, login or"
                            + " their like has started must have a record of that terminal in utmp,"
                            + " which is read out of the page cache; and a record of a login must have"
                            + " a time. Terminals of others (screen, tmux, sudo, containers, desktops)"
                            + " need none, other than chkutmp has it, and are not judged. Where there"
                            + " is no utmp, nobody can be missing from it. Not seen: a shell without a"
                            + " terminal; see linux.process.reverse-shell.",
                    "Look where the session comes from with `yagura show VM sockets`, and who erased"
                            + " its record.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Partial<UserSession> records = Users.list(context.linux());
        records.missing().forEach(missing -> context.notCovered(missing.what(), missing.why()));
        context.lookedAt("records of logins", records.items().size());
        Set<String> lines = new HashSet<>();
        for (UserSession record : records.items()) {
            lines.add(record.line());
            if (record.type() == UserSession.USER && record.time().getEpochSecond() == 0) {
                report(context, record);
            }
        }
        if (records.items().isEmpty()) {
            return;
        }
        Processes processes = Processes.of(context.linux());
        Programs programs = Programs.of(context.linux());
        Map<Integer, Task> byNumber = new HashMap<>();
        context.linux().tasks().processes().forEach(task -> byNumber.put(task.tgid(), task));
        EachProcess.of(
                context,
                "processes that may be logins",
                process -> {
                    Task parent = byNumber.get(process.ppid());
                    if (parent == null || process.kernelThread() || !letsIn(programs, parent)) {
                        return;
                    }
                    Optional<String> line =
                            processes.session(process).terminal().map(name -> line(name));
                    if (line.isPresent() && !lines.contains(line.get())) {
                        report(context, process, line.get());
                    }
                });
    }

    private static boolean letsIn(Programs programs, Task parent) throws IOException {
        return programs.of(parent)
                .map(loaded -> Programs.baseName(loaded.file().path().name()))
                .filter(KnownNames.LOGINS::has)
                .isPresent();
    }

    /**
     * Returns a terminal's name as utmp has it: {@code "pts/0"} for the kernel's {@code "pts0"}.
     */
    private static String line(String terminal) {
        boolean numbered = terminal.startsWith("pts") && !terminal.startsWith("pts/");
        return numbered ? "pts/" + terminal.substring("pts".length()) : terminal;
    }

    private static void report(DetectorContext context, Task process, String line)
            throws IOException {
        context.report(
                Confidence.MEDIUM,
                EachProcess.subject(process),
                "%s is a login at %s that utmp does not name"
                        .formatted(EachProcess.name(process), line),
                List.of(
                        new Evidence.Value(
                                EachProcess.name(process),
                                process.gva(),
                                "signal->tty",
                                line,
                                "a record of this terminal in utmp"),
                        ProcessEvidence.of(context.linux(), process)));
    }

    private static void report(DetectorContext context, UserSession record) {
        context.report(
                Confidence.MEDIUM,
                "%s, record %d".formatted(record.path(), record.number()),
                "the login of %s at %s has no time".formatted(record.user(), record.line()),
                List.of(
                        new Evidence.Value(
                                "%s, record %d".formatted(record.path(), record.number()),
                                record.inodeGva(),
                                "ut_tv.tv_sec",
                                "0",
                                "when the login was")));
    }
}
