package dev.yagura.detect.files;

import java.io.IOException;

/** Bytes that are read at any offset: a file, or a stretch of memory. */
public interface ByteSource {
    /**
     * Reads bytes.
     *
     * @param offset of the first one, from the start of the source
     * @param to receives them
     * @param at index in {@code to} of the first one
     * @param length how many at most, at least 1
     * @return how many there were; 0 only at the end
     * @throws IOException if they cannot be read
     */
    int read(long offset, byte[] to, int at, int length) throws IOException;
}
