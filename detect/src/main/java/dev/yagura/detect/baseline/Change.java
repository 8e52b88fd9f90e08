package dev.yagura.detect.baseline;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Severity;
import dev.yagura.detect.files.GuestFile;
import java.util.Comparator;
import java.util.Optional;

/**
 * A file that is not as it was.
 *
 * @param file as it is; empty if it is gone
 * @param before as it was; empty if it was not there
 * @param now as it is; empty if it is gone
 */
record Change(
        String path,
        Severity severity,
        Optional<GuestFile> file,
        Optional<BaselineEntry> before,
        Optional<BaselineEntry> now) {
    /** The gravest first, then by path. */
    static final Comparator<Change> ORDER =
            Comparator.comparing(Change::severity).reversed().thenComparing(Change::path);

    Change {
        requireNonNull(path, "path");
        requireNonNull(severity, "severity");
        requireNonNull(file, "file");
        requireNonNull(before, "before");
        requireNonNull(now, "now");
    }

    /** Returns what happened, for people. */
    String word() {
        if (before.isEmpty()) {
            return "added";
        }
        return now.isEmpty() ? "removed" : "changed";
    }
}
