package dev.yagura.detect.yara;

import dev.yagura.detect.files.ByteSource;

/** Bytes in an array, handed out a few at a time. */
final class ArraySource implements ByteSource {
    private final byte[] bytes;
    private final int most;

    ArraySource(byte[] bytes, int most) {
        this.bytes = bytes;
        this.most = most;
    }

    static ArraySource of(byte[] bytes) {
        return new ArraySource(bytes, Integer.MAX_VALUE);
    }

    @Override
    public int read(long offset, byte[] to, int at, int length) {
        if (offset >= bytes.length) {
            return 0;
        }
        int count = (int) Math.min(Math.min(length, most), bytes.length - offset);
        System.arraycopy(bytes, (int) offset, to, at, count);
        return count;
    }
}
