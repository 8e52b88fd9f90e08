package dev.yagura.detect.originals;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;

/**
 * Decompression of LZ4's legacy frame, which kernels and initial ramdisks are compressed by; after
 * "LZ4 Frame Format Description", "Legacy frame", and "LZ4 Block Format Description".
 */
public final class Lz4 {
    /** Begins a frame, and may stand between its blocks. */
    public static final int MAGIC = 0x184C2102;

    private static final int MAX_BLOCK_BYTES = 8 << 20;
    private static final int MIN_MATCH = 4;
    private static final int LONG_LENGTH = 15;

    /** What a byte of a length stands for at most: nothing shrinks further. */
    private static final int MAX_RATIO = 255;

    /** A block that does not shrink grows by so little at most: {@code LZ4_compressBound}. */
    public static final int MAX_COMPRESSED_BYTES = MAX_BLOCK_BYTES + MAX_BLOCK_BYTES / 255 + 16;

    private final String name;
    private final byte[] in;
    private final int maxBytes;
    private byte[] out;
    private int written;
    private int at;
    private int blockEnd;

    private Lz4(String name, byte[] in, int maxBytes) {
        this.name = name;
        this.in = in;
        this.maxBytes = maxBytes;
        this.out =
                new byte
                        [(int)
                                Math.min(
                                        Math.min(maxBytes, MAX_BLOCK_BYTES),
                                        (long) MAX_RATIO * in.length)];
    }

    /**
     * Decompresses the blocks that follow the magic number, up to what can be no block: the
     * kernel's build puts the size behind them.
     */
    static byte[] decompress(String name, byte[] in, int maxBytes)
            throws MalformedStructureException {
        Lz4 lz4 = new Lz4(name, in, maxBytes);
        lz4.run();
        return Arrays.copyOf(lz4.out, lz4.written);
    }

    /**
     * Decompresses one block.
     *
     * @param name how messages call it
     * @throws MalformedStructureException if it is damaged or holds more than 8 MiB
     */
    public static byte[] block(String name, byte[] in) throws MalformedStructureException {
        Lz4 lz4 = new Lz4(name, in, MAX_BLOCK_BYTES);
        lz4.blockEnd = in.length;
        lz4.block();
        return Arrays.copyOf(lz4.out, lz4.written);
    }

    private void run() throws MalformedStructureException {
        at = Integer.BYTES;
        while (in.length - at > Integer.BYTES) {
            int size = word();
            at += Integer.BYTES;
            if (size == MAGIC) {
                continue;
            }
            if (size <= 0 || size > MAX_COMPRESSED_BYTES || size > in.length - at) {
                throw malformed(
                        "block size is %d, expected 1..%d"
                                .formatted(size, Math.min(MAX_COMPRESSED_BYTES, in.length - at)));
            }
            blockEnd = at + size;
            block();
        }
    }

    private int word() {
        return u8(at) | u8(at + 1) << 8 | u8(at + 2) << 16 | u8(at + 3) << 24;
    }

    private int u8(int index) {
        return Byte.toUnsignedInt(in[index]);
    }

    private void block() throws MalformedStructureException {
        int start = written;
        while (at < blockEnd) {
            int token = next();
            literals(length(token >>> 4));
            if (at == blockEnd) {
                return; // the last sequence has literals only
            }
            int distance = next() | next() << 8;
            int length = length(token & LONG_LENGTH) + MIN_MATCH;
            if (distance == 0 || distance > written - start) {
                throw malformed(
                        "offset is %d, expected 1..%d".formatted(distance, written - start));
            }
            match(distance, length, start);
        }
    }

    private int length(int nibble) throws MalformedStructureException {
        int length = nibble;
        int more = nibble == LONG_LENGTH ? 255 : 0;
        while (more == 255) {
            more = next();
            length += more;
            if (length > MAX_BLOCK_BYTES) {
                throw malformed("length is above %d".formatted(MAX_BLOCK_BYTES));
            }
        }
        return length;
    }

    private void literals(int count) throws MalformedStructureException {
        if (count > blockEnd - at) {
            throw malformed(
                    "has %d literals, and %d bytes are left".formatted(count, blockEnd - at));
        }
        reserve(count);
        System.arraycopy(in, at, out, written, count);
        at += count;
        written += count;
    }

    private void match(int distance, int length, int start) throws MalformedStructureException {
        reserve(length);
        if (written - start + length > MAX_BLOCK_BYTES) {
            throw malformed("block holds more than %d bytes".formatted(MAX_BLOCK_BYTES));
        }
        for (int i = 0; i < length; i++) {
            out[written] = out[written - distance];
            written++;
        }
    }

    private void reserve(int count) throws MalformedStructureException {
        if (count > maxBytes - written) {
            throw malformed("holds more than %d bytes".formatted(maxBytes));
        }
        if (written + count > out.length) {
            out = Arrays.copyOf(out, (int) Math.min(maxBytes, 2L * (written + count)));
        }
    }

    private int next() throws MalformedStructureException {
        if (at >= blockEnd) {
            throw malformed("ends in a sequence");
        }
        return u8(at++);
    }

    private MalformedStructureException malformed(String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, name, "LZ4 block", at, detail);
    }
}
