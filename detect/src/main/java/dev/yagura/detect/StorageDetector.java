package dev.yagura.detect;

import java.io.IOException;

/**
 * Judges a guest's files. The counterpart of {@link Detector}, under the same rules: all that is
 * read is hostile, what cannot be read is said, and an instance has no state.
 */
public non-sealed interface StorageDetector extends AnyDetector {
    @Override
    DetectorInfo info();

    /**
     * Judges a guest's files.
     *
     * @param context the files, and where findings and gaps go
     * @throws IOException if they cannot be read so far that a verdict could be given
     */
    void run(StorageContext context) throws IOException;
}
