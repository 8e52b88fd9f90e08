package dev.yagura.cli;

import dev.yagura.detect.baseline.Baseline;
import dev.yagura.enclave.watch.ScanRequest.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that gives a detector in C what it kept of an earlier look. */
final class ModuleBaseline {
    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "what the detector kept when `yagura baseline --module` wrote this file")
    private @Nullable Path file;

    /** Reads the file, if one was given. */
    Optional<TextFile> read() throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        String text = RuleFiles.text(file, Baseline.MAX_CHARS, "a baseline");
        return Optional.of(new TextFile(file.toString(), text));
    }
}
