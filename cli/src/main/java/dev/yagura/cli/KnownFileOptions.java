package dev.yagura.cli;

import dev.yagura.detect.baseline.Baseline;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.ScanRequest.KnownFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a scan that say what the user knows of files. */
final class KnownFileOptions {
    @Option(
            names = "--hashes",
            paramLabel = "FILE",
            description = "look for files whose SHA-256 or MD5 is in this list; may be repeated")
    private List<Path> hashes = new ArrayList<>();

    @Option(
            names = "--known-good",
            paramLabel = "FILE",
            description =
                    "never report the content of files whose SHA-256 is in this list; may be"
                            + " repeated")
    private List<Path> good = new ArrayList<>();

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "report what changed since `yagura baseline` wrote this file")
    private @Nullable Path baseline;

    @Option(
            names = "--baseline-exclude",
            paramLabel = "FILE",
            description = "do not compare the paths in this list of globs; may be repeated")
    private List<Path> excluded = new ArrayList<>();

    /**
     * Reads the files.
     *
     * @throws UsageException if one is no text, or too long for what it should be
     */
    KnownFiles read() throws IOException {
        if (baseline == null && !excluded.isEmpty()) {
            throw new UsageException("--baseline-exclude is for --baseline");
        }
        return new KnownFiles(
                lists(hashes),
                lists(good),
                baseline == null
                        ? Optional.empty()
                        : Optional.of(text(baseline, Baseline.MAX_CHARS, "a baseline")),
                lists(excluded));
    }

    /** Whether a detector of files is asked for by these. */
    boolean findsFiles() {
        return baseline != null || !hashes.isEmpty();
    }

    private static List<ScanRequest.TextFile> lists(List<Path> files) throws IOException {
        List<ScanRequest.TextFile> texts = new ArrayList<>();
        for (Path file : files) {
            texts.add(text(file, ListFile.MAX_CHARS, "a list"));
        }
        return texts;
    }

    private static ScanRequest.TextFile text(Path file, int maxChars, String expected)
            throws IOException {
        return new ScanRequest.TextFile(file.toString(), RuleFiles.text(file, maxChars, expected));
    }
}
