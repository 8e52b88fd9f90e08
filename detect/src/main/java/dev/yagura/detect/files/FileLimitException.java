package dev.yagura.detect.files;

import java.io.IOException;

/** A file has more than a scan reads; the rest of the disk can be read all the same. */
public final class FileLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Takes path, what was found, and the limit. */
    FileLimitException(String message) {
        super(message);
    }
}
