package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.detect.DiskView;
import dev.yagura.detect.FileSource;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.lists.HashList;
import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.enclave.disk.FilesOfLook;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.disk.KeyRing;
import dev.yagura.storage.disk.MountedTree;
import dev.yagura.storage.disk.NoRootException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One scan of a VM: its memory at one moment, while it stands still, and then its files, while it
 * runs on: all files of a disk take longer than a VM may be paused. For what it has mounted, and
 * the names and inodes that are in memory, it stands still once more. What both found, as far as it
 * is not allowed, is then judged together.
 */
final class GuestScan {
    /** Stands for the disks, where a gap names its detector. */
    private static final String DISKS = "disks";

    private final GuestSource guest;
    private final GivenFiles given;
    private final ScanOriginals originals;
    private final KeyRing keys;
    private final SequencedMap<String, Object> facts = new LinkedHashMap<>();
    private @Nullable LookAt found;

    GuestScan(GuestSource guest, GivenFiles given, KeyRing keys) {
        this.guest = guest;
        this.given = given;
        this.originals = new ScanOriginals(given.code());
        this.keys = keys;
    }

    /**
     * Scans what the VM has of memory and disks.
     *
     * @param findings receives findings as they are made
     * @return the summary
     */
    Row scan(ScanRequest request, ScanRows rows, Consumer<Row> findings) throws IOException {
        ScanPlan plan = ScanPlan.of(request, originals);
        boolean hasMemory = !guest.description().ram().isEmpty();
        Optional<Scan> memory = hasMemory ? plan.scan().ofMemory() : Optional.empty();
        Optional<Scan> files =
                DiskLook.isPossible(guest) ? plan.scan().ofFiles() : Optional.empty();
        List<Finding> kept = new ArrayList<>();
        Consumer<Finding> unlessAllowed =
                finding -> {
                    if (!plan.allowed().removes(finding)) {
                        findings.accept(rows.row(finding));
                        if (plan.scan().goesBy(finding)) {
                            kept.add(finding);
                        }
                    }
                };
        if (memory.isEmpty() && files.isEmpty()) {
            throw new WatchException(
                    Reason.BAD_REQUEST,
                    "scan: the VM has no %s, and no other detector was chosen"
                            .formatted(hasMemory ? "disk" : "memory"));
        }
        if (plan.asksForOriginals()) {
            originals.askedFor();
        }
        boolean wantsDisks =
                files.isPresent()
                        || plan.asksForOriginals()
                        || (plan.readsFiles() && memory.isPresent());
        ScanReport report;
        if (wantsDisks && DiskLook.isPossible(guest)) {
            try (DiskLook look = DiskLook.open(guest, keys)) {
                report = both(memory, files, look, plan, request, unlessAllowed);
            }
        } else {
            report = memory(memory.orElseThrow(), request, FileSource.NONE, unlessAllowed);
        }
        report = report.and(plan.scan().together(kept, unlessAllowed));
        facts.putIfAbsent("disks", 0);
        return rows.summary(report, plan.allowed(), facts);
    }

    /** Scans memory with the disks at hand, which have the files of the kernel, then the disks. */
    private ScanReport both(
            Optional<Scan> memory,
            Optional<Scan> files,
            DiskLook look,
            ScanPlan plan,
            ScanRequest request,
            Consumer<Finding> findings)
            throws IOException {
        Duration toOpen = look.time();
        ScanReport report = notScanned(List.of());
        if (memory.isPresent()) {
            if (files.isPresent() || plan.asksForOriginals()) {
                try {
                    originals.orThoseOf(look.tree(request.root()));
                } catch (IOException e) {
                    // Where files are scanned, that says why as well.
                    originals.unreadable(e);
                }
            }
            FileSource ofMemory =
                    new ModuleFileSource(
                            look, request.root(), request.diskOnly() || request.root().isPresent());
            report = memory(memory.get(), request, ofMemory, findings);
        }
        if (files.isPresent()) {
            Duration before = look.time();
            report = report.and(disks(files.get(), plan, look, request, findings));
            Duration taken = toOpen.plus(look.time()).minus(before);
            facts.put("diskMillis", taken.toMillis());
        }
        return report;
    }

    private ScanReport memory(
            Scan scan, ScanRequest request, FileSource files, Consumer<Finding> findings)
            throws IOException {
        LookAt look = kernel(request);
        originals.prepare(look.identity(), look.beforePause());
        ScanReport report =
                look.read(linux -> scan.run(GuestView.of(linux, look.isLive(), files), findings));
        facts.putAll(look.facts().fields());
        return report;
    }

    /** Finds the kernel once for memory and files. */
    private LookAt kernel(ScanRequest request) throws IOException {
        LookAt look = found;
        if (look == null) {
            look = LookAt.open(guest, given.sources(), request.live());
            found = look;
        }
        return look;
    }

    /** Scans the disks; what keeps that from being done is told, as memory has its findings. */
    private ScanReport disks(
            Scan scan,
            ScanPlan plan,
            DiskLook look,
            ScanRequest request,
            Consumer<Finding> findings)
            throws IOException {
        boolean alone = facts.isEmpty();
        FileLook files = new FileLook(guest, look, () -> kernel(request));
        ScanReport report;
        try {
            FilesOfLook tree = files.whole(request.root(), request.diskOnly());
            report = files(look, tree, scan, plan.knownGood(), findings);
        } catch (NoRootException e) {
            if (request.root().isPresent() || (alone && look.gaps().isEmpty())) {
                throw e;
            }
            report = notScanned(look.gaps().stream().map(GuestScan::gap).toList());
        } catch (IOException e) {
            report = notScanned(List.of(gap(DISKS, String.valueOf(e.getMessage()))));
        }
        facts.put("disks", look.count());
        if (alone) {
            facts.putAll(DiskFacts.of(look));
            files.facts().ifPresent(joined -> facts.putAll(joined.fields()));
        } else {
            files.facts().ifPresent(joined -> facts.put("filePauseMillis", joined.pauseMillis()));
        }
        return report;
    }

    private ScanReport files(
            DiskLook look,
            FilesOfLook tree,
            Scan scan,
            HashList knownGood,
            Consumer<Finding> findings)
            throws IOException {
        DiskView view = DiskView.of(tree).knowing(knownGood);
        ScanReport report = scan.run(GuestView.of(view), findings);
        facts.put("filesystems", tree.mounts());
        facts.put("notMounted", DiskFacts.notMounted(tree));
        facts.put("diskNotes", tree.notes());
        List<NotCovered> gaps = new ArrayList<>();
        look.unread().forEach(gap -> gaps.add(gap(gap.what(), gap.why())));
        tree.unmounted().stream()
                .filter(MountedTree.Unmounted::isGap)
                .forEach(gone -> gaps.add(gap(gone.what(), gone.why())));
        return report.and(notScanned(gaps));
    }

    private static NotCovered gap(Gap gap) {
        return gap(gap.what(), gap.why());
    }

    private static NotCovered gap(String what, String why) {
        return new NotCovered(DISKS, what, why);
    }

    private static ScanReport notScanned(List<NotCovered> gaps) {
        return new ScanReport(0, List.of(), List.of(), new TreeMap<>(), gaps, List.of());
    }
}
