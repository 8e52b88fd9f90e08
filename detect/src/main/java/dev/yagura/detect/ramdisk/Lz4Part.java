package dev.yagura.detect.ramdisk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.detect.originals.Lz4;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Decompresses a legacy frame of LZ4, block by block. It has no mark at its end: it ends before
 * what can be the size of no block.
 */
final class Lz4Part extends InputStream {
    private static final String NAME = "LZ4 frame";

    private final RamdiskBytes in;
    private byte[] block = {};
    private int at;

    /** Reads over the frame's magic number. */
    Lz4Part(RamdiskBytes in) throws IOException {
        this.in = in;
        in.skipNBytes(Integer.BYTES);
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(block[at++]) : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, block.length - at);
        System.arraycopy(block, at, to, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == block.length) {
            byte[] field = in.ahead(Integer.BYTES);
            int size =
                    field.length < Integer.BYTES
                            ? 0
                            : ByteBuffer.wrap(field).order(LITTLE_ENDIAN).getInt();
            if (size == Lz4.MAGIC) {
                in.skipNBytes(Integer.BYTES);
                continue;
            }
            if (size <= 0 || size > Lz4.MAX_COMPRESSED_BYTES) {
                return false;
            }
            in.skipNBytes(Integer.BYTES);
            byte[] compressed = in.readNBytes(size);
            if (compressed.length < size) {
                throw new MalformedStructureException(
                        Reason.TRUNCATED,
                        NAME,
                        "block size",
                        in.position(),
                        "is %d, and %d bytes are left".formatted(size, compressed.length));
            }
            block = Lz4.block(NAME, compressed);
            at = 0;
        }
        return true;
    }
}
