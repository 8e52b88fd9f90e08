package dev.yagura.detect.memory.control;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds pointers of one kind that lead to code of someone who has no business there. */
final class PointerDetector implements Detector {
    /** Findings that are told one by one; a guest that has more has made up its tables. */
    private static final int MAX_REPORTED = 200;

    /** Reads the places of one kind. */
    interface Source {
        /**
         * Returns the places.
         *
         * @param judge tells whose an address is
         */
        Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException;
    }

    private final DetectorInfo info;
    private final String plural;
    private final boolean entries;
    private final Source source;

    /**
     * Makes a detector.
     *
     * @param plural what is counted, such as {@code "interrupt gates"}
     * @param entries whether the functions at the end begin as compilers have functions begin, so
     *     that their first instructions can be judged
     */
    PointerDetector(DetectorInfo info, String plural, boolean entries, Source source) {
        this.info = requireNonNull(info, "info");
        this.plural = requireNonNull(plural, "plural");
        this.entries = entries;
        this.source = requireNonNull(source, "source");
    }

    @Override
    public DetectorInfo info() {
        return info;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        TargetJudge judge = TargetJudge.of(context.linux());
        judge.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        Partial<Slot> slots = source.read(context.linux(), judge);
        slots.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt(plural, slots.items().size());
        Map<Long, String> handlers = new LinkedHashMap<>();
        int reported = 0;
        for (Slot slot : slots.items()) {
            Optional<Confidence> doubt = slot.target() == 0 ? Optional.empty() : judge.doubt(slot);
            if (doubt.isPresent() && reported++ < MAX_REPORTED) {
                report(context, judge, slot, doubt.get());
            }
            if (entries && judge.isKernelText(slot.target())) {
                handlers.put(slot.target(), judge.describe(slot.target()));
            }
        }
        if (reported > MAX_REPORTED) {
            context.notCovered(
                    plural, "%d lead astray beyond these %d".formatted(reported, MAX_REPORTED));
        }
        if (!handlers.isEmpty()) {
            entries(context, handlers);
        }
    }

    private static void report(
            DetectorContext context, TargetJudge judge, Slot slot, Confidence confidence)
            throws IOException {
        String target = judge.describe(slot.target());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(
                new Evidence.Pointer(
                        slot.place(), slot.gva(), slot.target(), target, slot.expected()));
        evidence.addAll(slot.besides());
        context.report(
                confidence,
                slot.subject(),
                "%s leads to %s".formatted(slot.subject(), target),
                evidence);
    }

    private static void entries(DetectorContext context, Map<Long, String> handlers)
            throws IOException {
        HandlerCode code = new HandlerCode(context.linux(), context.linux().owners());
        code.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        for (SystemCallAudit.Deviation deviation : code.deviations(handlers)) {
            context.report(
                    deviation.confidence(),
                    deviation.title(),
                    deviation.title(),
                    deviation.evidence());
        }
    }
}
