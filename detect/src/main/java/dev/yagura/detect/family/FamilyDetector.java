package dev.yagura.detect.family;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.FindingContext;
import dev.yagura.detect.FindingDetector;
import dev.yagura.detect.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** Names the known intrusions that the findings of a scan show together. */
public final class FamilyDetector implements FindingDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.rootkit.family",
                    "findings that a known intrusion makes together",
                    Severity.CRITICAL,
                    List.of("T1014"),
                    "Holds what the other detectors found against what known rootkits, backdoors"
                            + " and worms do, by their published sources and descriptions: what"
                            + " they divert, what they hide, and what they are called. One is named"
                            + " where all signs are there without which it is not that one, and as"
                            + " many others as identify it; the evidence is each finding that is a"
                            + " sign. Findings that an allow-list leaves out, and detectors that"
                            + " did not run, show nothing here. Adds nothing where nothing else is"
                            + " found. Evaded by a copy that does something else than what was"
                            + " published, or by one that is not known; what it does is found all"
                            + " the same. Looking alike: an intrusion made out of the named one.",
                    "Look up how the named intrusion hides files, lets its owner in and starts"
                            + " again, and look for that. Capture the guest's memory before"
                            + " anything else, then isolate it.");

    private final List<Family> families = Families.builtIn();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public boolean goesBy(Finding finding) {
        return families.stream().anyMatch(family -> family.goesBy(finding));
    }

    @Override
    public void run(FindingContext context) {
        context.lookedAt("known families", families.size());
        for (Family family : families) {
            if (family.oneProcess()) {
                byProcess(context.others())
                        .forEach((process, findings) ->
                                judge(
                                        context,
                                        family,
                                        "%s, %s".formatted(family.name(), process),
                                        process,
                                        findings));
            } else {
                judge(context, family, family.name(), "the guest", context.others());
            }
        }
    }

    /** Returns the findings that name a process, by that. */
    private static SequencedMap<String, List<Finding>> byProcess(List<Finding> findings) {
        SequencedMap<String, List<Finding>> of = new LinkedHashMap<>();
        for (Finding finding : findings) {
            for (Evidence fact : finding.evidence()) {
                if (fact instanceof Evidence.Lineage process) {
                    String name = "process %d at 0x%x".formatted(process.pid(), process.taskGva());
                    of.computeIfAbsent(name, _ -> new ArrayList<>()).add(finding);
                }
            }
        }
        return of;
    }

    private static void judge(
            FindingContext context,
            Family family,
            String subject,
            String where,
            List<Finding> findings) {
        SequencedMap<Sign, Finding> shown = family.shownBy(findings);
        Collection<Sign> signs = shown.keySet();
        if (!family.isIdentifiedBy(signs)) {
            return;
        }
        List<Evidence> evidence = new ArrayList<>();
        shown.forEach((sign, finding) ->
                evidence.add(
                        new Evidence.Sign(
                                sign.what(), finding.rule(), finding.subject(), finding.title())));
        context.report(
                family.isSureBy(signs) ? Confidence.HIGH : Confidence.MEDIUM,
                subject,
                "%s shows what %s does, %s: %s"
                        .formatted(
                                where,
                                family.name(),
                                family.kind(),
                                signs.stream().map(Sign::what).collect(Collectors.joining("; "))),
                evidence);
    }
}
