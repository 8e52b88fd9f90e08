package dev.yagura.detect;

import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs detectors over one look at a guest's memory, its files, or both, one after another, and then
 * those that judge what was found.
 *
 * <p>A detector that cannot finish does not stop the others: what it could not judge is in the
 * report, and its findings up to there count. Where the guest runs on while it is read, a detector
 * that finds something, or cannot read something, looks again: the kernel may have been about to
 * change just that, and a thing is found only if two looks in a row show it. Immutable and safe for
 * concurrent use.
 */
public final class Scan {
    /** Looks of one detector at a guest that runs on, at most; two that agree end the matter. */
    private static final int MAX_LOOKS = 5;

    /** Stands for the walk over the files, where a gap names its detector. */
    private static final String FILES = "files";

    private final List<AnyDetector> detectors;
    private final List<String> skipped;
    private final InstantSource clock;

    private Scan(List<AnyDetector> detectors, List<String> skipped, InstantSource clock) {
        this.detectors = List.copyOf(detectors);
        this.skipped = List.copyOf(skipped);
        this.clock = clock;
    }

    /**
     * Chooses detectors.
     *
     * @param all those there are
     * @param only ids of those to run; empty for all
     * @param skip ids of those to leave out
     * @param clock tells when evidence was read
     * @throws IllegalArgumentException if an id is unknown, or nothing is left that reads the
     *     guest; the message lists the known ones and is meant for the user
     */
    public static Scan of(
            List<? extends AnyDetector> all,
            List<String> only,
            List<String> skip,
            InstantSource clock) {
        List<String> known = all.stream().map(detector -> detector.info().id()).toList();
        List<String> asked = new ArrayList<>(only);
        asked.addAll(skip);
        for (String id : asked) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException(
                        "detector \"%s\" is unknown, expected one of %s".formatted(id, known));
            }
        }
        List<AnyDetector> chosen = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (AnyDetector detector : all) {
            String id = detector.info().id();
            boolean runs = (only.isEmpty() || only.contains(id)) && !skip.contains(id);
            if (runs) {
                chosen.add(detector);
            } else {
                skipped.add(id);
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "no detector is left to run, expected at least one of %s".formatted(known));
        }
        if (chosen.stream().allMatch(FindingDetector.class::isInstance)) {
            throw new IllegalArgumentException(
                    "detector %s judges what others find, expected another one beside it"
                            .formatted(chosen.getFirst().info().id()));
        }
        return new Scan(chosen, skipped, clock);
    }

    /** Returns the part of this scan that judges memory, if a detector of memory was chosen. */
    public Optional<Scan> ofMemory() {
        return only(Detector.class);
    }

    /** Returns the part of this scan that judges files, if a detector of files was chosen. */
    public Optional<Scan> ofFiles() {
        return only(StorageDetector.class);
    }

    private Optional<Scan> only(Class<? extends AnyDetector> kind) {
        List<AnyDetector> part = detectors.stream().filter(kind::isInstance).toList();
        return part.isEmpty() ? Optional.empty() : Optional.of(new Scan(part, skipped, clock));
    }

    /**
     * Runs the detectors. One whose part of the guest is not there is reported as not covering it.
     *
     * @param guest what there is to look at
     * @param findings receives the findings, detector by detector
     */
    public ScanReport run(GuestView guest, Consumer<Finding> findings) {
        List<Finding> kept = new ArrayList<>();
        Consumer<Finding> keeping =
                finding -> {
                    findings.accept(finding);
                    if (goesBy(finding)) {
                        kept.add(finding);
                    }
                };
        List<NotCovered> gaps = new ArrayList<>();
        SequencedMap<String, Long> looked = new TreeMap<>();
        guest.disk().ifPresent(disk -> walked(disk, looked, gaps));
        ScanReport files = new ScanReport(0, List.of(), skipped, looked, gaps, List.of());
        return files.and(each(detector -> judged(detector, guest), keeping))
                .and(together(kept, findings));
    }

    /** Returns whether a detector of findings was chosen that goes by this one. */
    public boolean goesBy(Finding finding) {
        return detectors.stream()
                .anyMatch(one -> one instanceof FindingDetector judge && judge.goesBy(finding));
    }

    /**
     * Runs the detectors of findings alone: for a scan whose parts were run one by one.
     *
     * @param kept what the parts found, as far as {@link #goesBy} wants it
     * @param findings receives what is found by that
     */
    public ScanReport together(List<Finding> kept, Consumer<Finding> findings) {
        return each(
                detector ->
                        detector instanceof FindingDetector judge
                                ? Optional.of(
                                        Judgement.of(
                                                judge,
                                                kept.stream().filter(judge::goesBy).toList(),
                                                clock))
                                : Optional.empty(),
                findings);
    }

    private ScanReport each(
            Function<AnyDetector, Optional<Judgement>> judge, Consumer<Finding> findings) {
        List<String> ran = new ArrayList<>();
        List<NotCovered> gaps = new ArrayList<>();
        List<Vouched> vouched = new ArrayList<>();
        SequencedMap<String, Long> looked = new TreeMap<>();
        int found = 0;
        for (AnyDetector detector : detectors) {
            Optional<Judgement> done = judge.apply(detector);
            if (done.isEmpty()) {
                continue;
            }
            Judgement judgement = done.get();
            String id = detector.info().id();
            ran.add(id);
            judgement.findings().forEach(findings);
            found += judgement.findings().size();
            gaps.addAll(judgement.gaps());
            vouched.addAll(judgement.vouched());
            judgement.looked().forEach((what, count) -> looked.merge(what, count, Long::sum));
            if (judgement.looked().isEmpty() && judgement.gaps().isEmpty()) {
                gaps.add(new NotCovered(id, "everything", "the detector looked at nothing"));
            }
        }
        return new ScanReport(found, ran, skipped, looked, gaps, vouched);
    }

    private static void walked(
            DiskView disk, SequencedMap<String, Long> looked, List<NotCovered> gaps) {
        looked.put("files", (long) disk.files().count());
        disk.files().gaps().forEach(gap -> gaps.add(new NotCovered(FILES, gap.path(), gap.why())));
    }

    /** Judges the guest; empty of a detector that does not. */
    private Optional<Judgement> judged(AnyDetector detector, GuestView guest) {
        return switch (detector) {
            case Detector memory ->
                    guest.memory()
                            .map(linux ->
                                    guest.isLive()
                                            ? lasting(memory, linux, guest.files())
                                            : Judgement.of(memory, linux, guest.files(), clock))
                            .or(() -> Judgement.nothing(memory, "no memory was given"));
            case StorageDetector storage ->
                    guest.disk()
                            .map(disk -> Judgement.of(storage, disk, clock))
                            .or(() -> Judgement.nothing(storage, "no disk was given"));
            case FindingDetector _ -> Optional.empty();
        };
    }

    /** Judges a guest that runs on: what counts is what two looks in a row show. */
    private Judgement lasting(Detector detector, Linux linux, FileSource files) {
        Linux look = linux;
        Judgement before = Judgement.NONE;
        Judgement now = Judgement.of(detector, look, files, clock);
        for (int looks = 1; looks < MAX_LOOKS && !now.agreesWith(before); looks++) {
            look = look.again();
            before = now;
            now = Judgement.of(detector, look, files, clock).after(before);
        }
        return now.confirmedBy(before);
    }
}
