package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a detector of memory works with: the guest, and where findings, gaps and counts go. */
public final class DetectorContext extends DetectorOutput {
    private final Linux linux;
    private final FileSource source;
    private FileSource.@Nullable Opened opened;

    DetectorContext(DetectorInfo info, Linux linux, FileSource source, InstantSource clock) {
        super(info, clock);
        this.linux = requireNonNull(linux, "linux");
        this.source = requireNonNull(source, "source");
    }

    /** Returns the guest through the look that is judged. */
    public Linux linux() {
        return linux;
    }

    /**
     * Returns the guest's files, opened at the first call. What of them could not be opened is told
     * as not covered then.
     *
     * @throws NoFilesException if there are none that can be opened
     * @throws IOException if a disk's or the memory's source fails
     */
    public FileTree files() throws IOException {
        FileSource.Opened known = opened;
        if (known == null) {
            known = source.open(linux);
            known.gaps().forEach(gap -> notCovered(gap.what(), gap.why()));
            opened = known;
        }
        return known.tree();
    }
}
