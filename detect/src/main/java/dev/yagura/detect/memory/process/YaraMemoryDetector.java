package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.yara.MatchEvidence;
import dev.yagura.detect.yara.RefusedRules;
import dev.yagura.detect.yara.YaraInput;
import dev.yagura.detect.yara.YaraMatch;
import dev.yagura.detect.yara.YaraResult;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraScan;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Holds the user's YARA rules against the memory of every process. */
final class YaraMemoryDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "yara.memory",
                    "memory of a process is as a YARA rule describes it",
                    Severity.WARNING,
                    List.of("T1055"),
                    "Holds the rules that the user brought against the memory of each process, the"
                            + " executable and anonymous mappings first. What is swapped out or was"
                            + " never touched is not there, and is counted; no match goes over the"
                            + " end of what is there in one piece. filesize is undefined. What a"
                            + " match means, and what looks alike (an editor with the rules open, a"
                            + " scanner in the VM), is the rule's to say.",
                    "Read the rule, and extract the mapping with the first match's address.");

    private final YaraRules rules;

    YaraMemoryDetector(YaraRules rules) {
        this.rules = rules;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        RefusedRules.tell(rules, context);
        Mappings mappings = Mappings.of(context.linux());
        Programs programs = Programs.of(context.linux());
        YaraScan scan = new YaraScan(rules);
        EachProcess.of(
                context,
                "processes by YARA rules",
                process -> {
                    Optional<UserMemory> memory = UserMemory.of(context.linux(), process);
                    if (memory.isPresent()) {
                        Partial<Mapping> all = mappings.of(process);
                        EachProcess.missing(context, process, all);
                        String path =
                                programs.of(process)
                                        .map(loaded -> loaded.file().path().name())
                                        .orElse("");
                        judge(context, process, path, scan, memory.get(), all.items());
                    }
                });
    }

    private static void judge(
            DetectorContext context,
            Task process,
            String path,
            YaraScan scan,
            UserMemory memory,
            List<Mapping> mappings)
            throws IOException {
        List<Mapping> ordered = new ArrayList<>(mappings);
        ordered.sort(
                Comparator.comparing((Mapping mapping) -> !mapping.isExecutable())
                        .thenComparing(mapping -> !mapping.isAnonymous()));
        ResidentMemory resident = new ResidentMemory(memory);
        scan.begin();
        for (Mapping mapping : ordered) {
            resident.search(mapping, scan);
        }
        context.lookedAt("KiB of processes' memory", resident.searchedBytes() >> 10);
        context.lookedAt(
                "KiB of processes' memory that were not there", resident.absentBytes() >> 10);
        resident.leftOut().ifPresent(why -> context.notCovered(EachProcess.name(process), why));
        YaraResult result = scan.judge(new YaraInput(path, OptionalLong.empty(), resident::read));
        for (YaraResult.Undecided undecided : result.undecided()) {
            context.notCovered(
                    "%s by rule %s".formatted(EachProcess.name(process), undecided.rule().name()),
                    undecided.why());
        }
        for (YaraMatch match : result.matches()) {
            report(context, process, match, resident);
        }
    }

    private static void report(
            DetectorContext context, Task process, YaraMatch match, ResidentMemory memory)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(MatchEvidence.of(match.rule()));
        evidence.addAll(
                MatchEvidence.of(match, "memory of " + EachProcess.name(process), memory::bytes));
        evidence.add(ProcessEvidence.of(context.linux(), process));
        context.report(
                Confidence.MEDIUM,
                "rule %s in %s".formatted(match.rule().name(), EachProcess.subject(process)),
                "memory of %s is as YARA rule %s describes it"
                        .formatted(EachProcess.name(process), match.rule().name()),
                evidence);
    }
}
