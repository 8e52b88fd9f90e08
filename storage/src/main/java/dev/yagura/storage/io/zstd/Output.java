package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.io.XxHash64;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Where decompressed bytes go; as many as there is room for. */
final class Output {
    private byte[] bytes;
    private int frameStart;
    private int at;

    Output(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns where the bytes are; another array after {@link #makeRoom}. */
    byte[] bytes() {
        return bytes;
    }

    int written() {
        return at;
    }

    int room() {
        return bytes.length - at;
    }

    /**
     * Makes room for some bytes more: by a longer array first, then by letting go of bytes that lie
     * further back than matches reach.
     *
     * @param windowBytes how far those reach
     * @return how many bytes were let go
     */
    int makeRoom(int count, int windowBytes) {
        if (room() >= count) {
            return 0;
        }
        int most = windowBytes + Math.max(windowBytes / 4, 4 * count);
        if (bytes.length < most) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * bytes.length + count));
        }
        if (room() >= count) {
            return 0;
        }
        int gone = at - windowBytes;
        System.arraycopy(bytes, gone, bytes, 0, windowBytes);
        at = windowBytes;
        return gone;
    }

    /** Starts a frame: no match reaches back before it. */
    void startFrame() {
        frameStart = at;
    }

    int frameBytes() {
        return at - frameStart;
    }

    int frameChecksum() {
        return (int) XxHash64.of(MemorySegment.ofArray(bytes).asSlice(frameStart, frameBytes()));
    }

    void append(byte[] from, int offset, int count) throws MalformedStructureException {
        require(count);
        System.arraycopy(from, offset, bytes, at, count);
        at += count;
    }

    void fill(int value, int count) throws MalformedStructureException {
        require(count);
        Arrays.fill(bytes, at, at + count, (byte) value);
        at += count;
    }

    void repeat(long offset, int count) throws MalformedStructureException {
        if (offset <= 0 || offset > frameBytes()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    Zstd.NAME,
                    "Offset",
                    at,
                    "is %d, expected 1..%d".formatted(offset, frameBytes()));
        }
        require(count);
        int from = at - (int) offset;
        if (offset >= count) {
            System.arraycopy(bytes, from, bytes, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                bytes[at + i] = bytes[from + i];
            }
        }
        at += count;
    }

    private void require(int count) throws MalformedStructureException {
        if (count > room()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    Zstd.NAME,
                    "decompressed size",
                    at,
                    "is at least %d, expected at most %d"
                            .formatted((long) at + count, bytes.length));
        }
    }
}
