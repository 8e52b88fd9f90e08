package dev.yagura.storage.file;

import java.io.IOException;

/**
 * A file was deleted after it was found, by a guest that runs on. Nothing is wrong with the
 * filesystem, and nothing of the guest as it is now is missed.
 */
public final class FileGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says which file.
     *
     * @param file for people
     */
    public FileGoneException(String file) {
        super(file + ": was deleted since it was found");
    }
}
