package dev.yagura.detect.storage;

import dev.yagura.detect.DiskView;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.StorageDetector;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A scan of a tree, for tests.
 *
 * @param findings all of them
 * @param report how the scan went
 */
public record StorageScan(List<Finding> findings, ScanReport report) {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-24T05:00:00Z"));

    /** Runs detectors over a tree. */
    public static StorageScan of(FileTree tree, List<StorageDetector> detectors)
            throws IOException {
        return of(tree, detectors, CLOCK);
    }

    /** Runs detectors over a tree, at a time. */
    public static StorageScan of(
            FileTree tree, List<StorageDetector> detectors, InstantSource clock)
            throws IOException {
        List<Finding> findings = new ArrayList<>();
        ScanReport report =
                Scan.of(detectors, List.of(), List.of(), clock)
                        .run(GuestView.of(DiskView.of(tree)), findings::add);
        return new StorageScan(findings, report);
    }

    /** Runs all detectors over a tree. */
    public static StorageScan of(FileTree tree) throws IOException {
        return of(tree, StorageDetectors.all());
    }

    /** Returns the subjects of one detector's findings. */
    public List<String> subjects(String rule) {
        return findings.stream()
                .filter(finding -> finding.rule().equals(rule))
                .map(Finding::subject)
                .toList();
    }
}
