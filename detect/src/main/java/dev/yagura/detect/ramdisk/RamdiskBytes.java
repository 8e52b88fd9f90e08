package dev.yagura.detect.ramdisk;

import dev.yagura.detect.files.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Inflater;

/** The bytes of a ramdisk's file in order; knows where it is, and can look ahead. */
final class RamdiskBytes extends InputStream {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ByteSource source;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long next;
    private int at;
    private int end;

    RamdiskBytes(ByteSource source) {
        this.source = source;
    }

    /** Returns the offset of the byte that is read next. */
    long position() {
        return next - (end - at);
    }

    /** Reads over zeros. */
    void skipZeros() throws IOException {
        while (fill() && buffer[at] == 0) {
            at++;
        }
    }

    /** Returns the next bytes without reading over them; fewer at the end. */
    byte[] ahead(int count) throws IOException {
        if (end - at < count) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
            int got = -1;
            while (end < count && got != 0) {
                got = source.read(next, buffer, end, BUFFER_BYTES - end);
                next += got;
                end += got;
            }
        }
        return Arrays.copyOfRange(buffer, at, Math.min(end, at + count));
    }

    /** Hands what is at hand to an inflater; returns whether there was anything. */
    boolean feed(Inflater inflater) throws IOException {
        if (!fill()) {
            return false;
        }
        inflater.setInput(buffer, at, end - at);
        at = end;
        return true;
    }

    /** Takes back what an inflater left. */
    void takeBack(int count) {
        at -= count;
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(buffer[at++]) : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, to, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = source.read(next, buffer, 0, BUFFER_BYTES);
            next += end;
        }
        return at < end;
    }
}
