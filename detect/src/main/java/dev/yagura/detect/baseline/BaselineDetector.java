package dev.yagura.detect.baseline;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.FileLimits;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import dev.yagura.detect.lists.PathList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares a tree with a baseline of it. */
public final class BaselineDetector implements StorageDetector {
    /** What it is, for those who have no baseline. */
    public static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.changed-since-baseline",
                    "file was added, changed or removed since the baseline",
                    Severity.CRITICAL,
                    List.of("T1554", "T1565.001"),
                    "Runs with scan --baseline FILE: every file's type, permissions, owner, size,"
                            + " content, link target, device number and extended attributes with those"
                            + " that `yagura baseline` recorded. Critical in folders of programs,"
                            + " libraries, configuration and start-up (a data file lists them), a"
                            + " warning elsewhere. Left out are places that change by themselves (the"
                            + " data file again, each with a reason) and those of --baseline-exclude."
                            + " Looking alike: upgrades and the work of administrators; record again"
                            + " after them. Evaded by what was there when it was recorded, by whoever"
                            + " can write the baseline, and by what only lives in places left out.",
                    "Compare with what was installed or configured since; record again if it explains all.");

    /** So many changes are findings of their own; an upgrade has thousands. */
    private static final int MAX_TOLD = 1_000;

    private final Baseline baseline;
    private final PathList excluded;
    private final BaselinePlaces places = BaselinePlaces.read();
    private final int maxTold;

    /**
     * Makes a detector.
     *
     * @param excluded what the user leaves out
     */
    public BaselineDetector(Baseline baseline, PathList excluded) {
        this(baseline, excluded, MAX_TOLD);
    }

    BaselineDetector(Baseline baseline, PathList excluded, int maxTold) {
        this.baseline = requireNonNull(baseline, "baseline");
        this.excluded = requireNonNull(excluded, "excluded");
        this.maxTold = maxTold;
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        List<Change> changes = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (GuestFile file : context.files().all(_ -> true)) {
            String path = file.path();
            there.add(path);
            if (!isLeftOut(path)) {
                compare(context, file, path).ifPresent(changes::add);
            }
        }
        changes.addAll(removed(context, there));
        changes.sort(Change.ORDER);
        for (Change change : changes.subList(0, Math.min(maxTold, changes.size()))) {
            report(context, change);
        }
        if (changes.size() > maxTold) {
            reportRest(context, changes.subList(maxTold, changes.size()));
        }
        context.lookedAt("files of the baseline", baseline.paths().size());
        context.lookedAt("files left out of the comparison", leftOut(there));
    }

    private Optional<Change> compare(StorageContext context, GuestFile file, String path)
            throws IOException {
        BaselineEntry now = BaselineEntry.of(path, new FoundFile(context, file));
        Optional<String> line = baseline.line(path);
        if (line.isPresent() && line.get().equals(now.line())) {
            return Optional.empty();
        }
        Optional<BaselineEntry> before = baseline.entry(path);
        if (before.isPresent() && before.get().differences(now).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Change(path, severity(path), Optional.of(file), before, Optional.of(now)));
    }

    /** Finds what is gone; what lies where the tree could not be read may still be there. */
    private List<Change> removed(StorageContext context, Set<String> there) {
        Set<String> unread = new HashSet<>();
        context.files().gaps().stream().map(GuestFiles.Gap::path).forEach(unread::add);
        boolean cut = context.files().count() >= FileLimits.MAX_FILES;
        List<Change> removed = new ArrayList<>();
        long unknown = 0;
        for (String path : baseline.paths()) {
            if (there.contains(path) || isLeftOut(path)) {
                continue;
            }
            if (cut || isBelow(path, unread)) {
                unknown++;
            } else {
                removed.add(
                        new Change(
                                path,
                                severity(path),
                                Optional.empty(),
                                baseline.entry(path),
                                Optional.empty()));
            }
        }
        if (unknown > 0) {
            context.notCovered(
                    "%d files of the baseline".formatted(unknown),
                    "the tree could not be read where they were");
        }
        return removed;
    }

    private static boolean isBelow(String path, Set<String> tops) {
        boolean below = tops.contains(path) || tops.contains("/");
        for (int slash = path.lastIndexOf('/'); slash > 0 && !below; ) {
            below = tops.contains(path.substring(0, slash));
            slash = path.lastIndexOf('/', slash - 1);
        }
        return below;
    }

    private boolean isLeftOut(String path) {
        return places.leftOut().has(path) || excluded.has(path);
    }

    private long leftOut(Set<String> paths) {
        return paths.stream().filter(this::isLeftOut).count();
    }

    private Severity severity(String path) {
        return places.sensitive().has(path) ? Severity.CRITICAL : Severity.WARNING;
    }

    private void report(StorageContext context, Change change) throws IOException {
        String path = change.path();
        List<Evidence> evidence = new ArrayList<>();
        if (change.file().isPresent()) {
            evidence.add(context.evidence(change.file().get()));
        }
        String title = "%s was %s since the baseline".formatted(path, change.word());
        if (change.before().isPresent() && change.now().isPresent()) {
            BaselineEntry now = change.now().get();
            BaselineEntry before = change.before().get();
            List<String> names = before.differences(now);
            title += ": " + String.join(", ", names);
            for (String name : names) {
                evidence.add(difference(path, name, now.value(name), before.value(name)));
            }
        } else {
            evidence.add(
                    difference(
                            path,
                            "presence",
                            change.now().map(BaselineEntry::text).orElse("not there"),
                            change.before().map(BaselineEntry::text).orElse("not there")));
        }
        context.report(change.severity(), Confidence.HIGH, path, title, evidence);
    }

    private void reportRest(StorageContext context, List<Change> rest) {
        long grave = rest.stream().filter(one -> one.severity() == Severity.CRITICAL).count();
        context.report(
                rest.getFirst().severity(),
                Confidence.HIGH,
                "other files than those reported",
                "%d other files were added, changed or removed since the baseline, %d of them in"
                                .formatted(rest.size(), grave)
                        + " folders of programs, configuration and start-up",
                List.of(
                        difference(
                                rest.getFirst().path(),
                                "%d changes from here on".formatted(rest.size()),
                                rest.getFirst().word(),
                                "no change")));
    }

    private Evidence difference(String path, String property, String found, String before) {
        return new Evidence.Difference(
                path, property, found, "%s, as %s has it".formatted(before, baseline.text()));
    }
}
