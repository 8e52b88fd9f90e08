package dev.yagura.detect.baseline;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Baselines of trees, for tests. */
final class TreeBaseline implements StorageDetector {
    private final SortedMap<String, BaselineEntry> entries = new TreeMap<>();

    private TreeBaseline() {}

    /** Returns what a baseline of a tree is written as. */
    static String of(FileTree tree) throws IOException {
        TreeBaseline recorder = new TreeBaseline();
        StorageScan.of(tree, List.of(recorder));
        StringBuilder text = new StringBuilder();
        BaselineWriter.write(
                new BaselineHeader("web", Instant.parse("2026-11-29T12:00:00Z"), "a test"),
                Optional.empty(),
                recorder.entries.values(),
                text);
        return text.toString();
    }

    @Override
    public DetectorInfo info() {
        return BaselineDetector.INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        for (GuestFile file : context.files().all(_ -> true)) {
            entries.put(file.path(), BaselineEntry.of(file.path(), new FoundFile(context, file)));
        }
    }
}
