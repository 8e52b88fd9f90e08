package dev.yagura.kernel.linux.content;

import java.io.IOException;

/**
 * Receives contents: {@link #begin} once, then bytes and absences in ascending order of offsets,
 * which together are all of it.
 */
public interface ContentSink {
    /** Says what comes. */
    void begin(Content content) throws IOException;

    /**
     * Takes bytes.
     *
     * @param offset in the whole, in bytes
     * @param bytes at most a page; the receiver may keep them
     */
    void bytes(long offset, byte[] bytes) throws IOException;

    /**
     * Takes a range that has no bytes.
     *
     * @param offset in the whole, in bytes
     * @param lengthBytes at least 1
     * @param why for people
     */
    void absent(long offset, long lengthBytes, Absence kind, String why) throws IOException;
}
