package dev.yagura.detect.ramdisk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses one member of gzip, after RFC 1952, and leaves the bytes behind it unread; the JDK's
 * own stream does not say where a member ends.
 */
final class GzipPart extends InputStream {
    private static final String NAME = "gzip member";
    private static final int HEADER_BYTES = 10;
    private static final int HEADER_CHECKSUM_FLAG = 2;
    private static final int EXTRA_FLAG = 4;
    private static final int NAME_FLAG = 8;
    private static final int COMMENT_FLAG = 16;
    private static final int DEFLATE = 8;

    /** Longest name or comment that is read over. */
    private static final int MAX_TEXT_BYTES = 4096;

    private final RamdiskBytes in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private boolean ended;

    GzipPart(RamdiskBytes in) throws IOException {
        this.in = in;
        byte[] header = take("header", HEADER_BYTES);
        if (header[2] != DEFLATE) {
            throw malformed("CM", "is %d, expected %d".formatted(header[2], DEFLATE));
        }
        int flags = header[3];
        if ((flags & EXTRA_FLAG) != 0) {
            take("extra field", little(take("XLEN", 2)));
        }
        if ((flags & NAME_FLAG) != 0) {
            skipText("file name");
        }
        if ((flags & COMMENT_FLAG) != 0) {
            skipText("comment");
        }
        take("CRC16", (flags & HEADER_CHECKSUM_FLAG) != 0 ? 2 : 0);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        try {
            int count = 0;
            while (count == 0) {
                count = inflater.inflate(to, offset, length);
                if (count == 0 && inflater.finished()) {
                    end();
                    return -1;
                }
                if (count == 0 && inflater.needsDictionary()) {
                    throw malformed("compressed data", "needs a dictionary, expected none");
                }
                if (count == 0 && !in.feed(inflater)) {
                    throw malformed("compressed data", "has no end");
                }
            }
            checksum.update(to, offset, count);
            return count;
        } catch (DataFormatException e) {
            throw malformed("compressed data", "is damaged: %s".formatted(e.getMessage()));
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private void end() throws IOException {
        ended = true;
        in.takeBack(inflater.getRemaining());
        int stored = little(take("CRC32", 4));
        int size = little(take("ISIZE", 4));
        if (stored != (int) checksum.getValue()) {
            throw new MalformedStructureException(
                    Reason.BAD_CHECKSUM,
                    NAME,
                    "CRC32",
                    in.position() - 8,
                    "is 0x%08x, computed 0x%08x".formatted(stored, checksum.getValue()));
        }
        if (size != (int) inflater.getBytesWritten()) {
            throw malformed(
                    "ISIZE", "is %d, found %d bytes".formatted(size, inflater.getBytesWritten()));
        }
    }

    private void skipText(String field) throws IOException {
        for (int i = 0; i < MAX_TEXT_BYTES; i++) {
            if (take(field, 1)[0] == 0) {
                return;
            }
        }
        throw malformed(field, "is longer than %d bytes".formatted(MAX_TEXT_BYTES));
    }

    private byte[] take(String field, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    NAME,
                    field,
                    in.position(),
                    "has %d bytes, expected %d".formatted(bytes.length, count));
        }
        return bytes;
    }

    private MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, NAME, field, in.position(), detail);
    }

    private static int little(byte[] bytes) {
        int value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedInt(bytes[i]);
        }
        return value;
    }
}
