package dev.yagura.detect.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.FileGoneException;
import java.io.IOException;

/**
 * Tells what a disk holds from what its source does. After the one a reader may go on, once it has
 * said so; after the other nothing more can be read.
 */
public final class FileFaults {
    private FileFaults() {}

    /** Returns whether the disk's own contents are the cause: its source works. */
    public static boolean isDiskFault(IOException e) {
        return e instanceof MalformedStructureException
                || e instanceof FileLimitException
                || e instanceof FileGoneException;
    }
}
