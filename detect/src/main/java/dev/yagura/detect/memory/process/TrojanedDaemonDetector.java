package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.rules.Glob;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for texts of replaced daemons in what runs: inetd, sshd and tcpd of chkrootkit. */
final class TrojanedDaemonDetector implements Detector {
    /** Pages of one mapping that are read: 32 MiB. */
    private static final int MAX_PAGES = 8_192;

    /** Bytes of one page that are read: of a large one all, of a huge one a part. */
    private static final long MAX_BYTES = 2 << 20;

    private static final int MAX_FOUND = 8;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.trojaned-daemon",
                    "daemon carries texts of a replaced one",
                    Severity.CRITICAL,
                    List.of("T1554"),
                    "The kinds inetd, sshd and tcpd of chkrootkit, which asks ps where these daemons"
                            + " are and looks through their files. Here the texts are looked for in"
                            + " the pages of the program that runs, so a file that was put back does"
                            + " not help. Looking alike: an inetd with a built-in path of a shell."
                            + " Not seen: pages that are not in memory, and any other text; the list"
                            + " is of the nineties.",
                    "Compare the program's file with that of its package, and extract the process's"
                            + " memory.");

    private final Map<String, List<Glob>> texts = GlobLists.read("trojans.yaml");

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
                "processes that may be daemons",
                process -> {
                    Optional<Programs.Loaded> loaded = programs.of(process);
                    if (loaded.isPresent()) {
                        String name = Programs.baseName(loaded.get().file().path().name());
                        List<Glob> wanted = texts.getOrDefault(name, List.of());
                        if (!wanted.isEmpty()) {
                            judge(context, process, loaded.get(), mappings, wanted);
                        }
                    }
                });
    }

    private static void judge(
            DetectorContext context,
            Task process,
            Programs.Loaded loaded,
            Mappings mappings,
            List<Glob> wanted)
            throws IOException {
        UserMemory memory = UserMemory.of(context.linux(), process).orElseThrow();
        List<Evidence> evidence = new ArrayList<>();
        for (Mapping mapping : mappings.of(process).items()) {
            boolean own =
                    mapping.file()
                            .filter(file -> file.node().gva() == loaded.file().node().gva())
                            .isPresent();
            if (!own || evidence.size() >= MAX_FOUND) {
                continue;
            }
            memory.first(
                    mapping.start(),
                    mapping.end(),
                    MAX_PAGES,
                    page -> {
                        byte[] bytes =
                                memory.memory()
                                        .bytes(
                                                page.gva(),
                                                (int) Math.min(page.lengthBytes(), MAX_BYTES));
                        PrintableTexts.of(bytes)
                                .forEach((offset, text) -> {
                                    if (wanted.stream().anyMatch(glob -> glob.matches(text))) {
                                        evidence.add(
                                                new Evidence.Value(
                                                        "memory of " + EachProcess.name(process),
                                                        page.gva() + offset,
                                                        "text",
                                                        text,
                                                        "no text of a replaced daemon"));
                                    }
                                });
                        return evidence.size() >= MAX_FOUND;
                    });
        }
        if (evidence.isEmpty()) {
            return;
        }
        int found = evidence.size();
        evidence.add(ProcessEvidence.of(context.linux(), process));
        context.report(
                Confidence.MEDIUM,
                EachProcess.subject(process),
                "%s carries %d texts of a replaced daemon"
                        .formatted(EachProcess.name(process), found),
                evidence);
    }
}
