package dev.yagura.sandbox.fuse;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A question of the kernel: {@code struct fuse_in_header} and what is behind it.
 *
 * @param opcode what it asks; empty if that is not answered here
 * @param unique tells the question that an answer is for
 * @param node the file that it asks about
 * @param body what is behind the header, in this machine's order of bytes
 */
record FuseRequest(Optional<Opcode> opcode, long unique, long node, ByteBuffer body) {
    private static final int HEADER_BYTES = 40;

    /**
     * Reads a question.
     *
     * @param bytes as they came in one read
     * @throws ErrnoException if it is shorter than a header, which no kernel sends
     */
    static FuseRequest parse(ByteBuffer bytes) throws ErrnoException {
        ByteBuffer in = bytes.order(ByteOrder.nativeOrder());
        if (in.remaining() < HEADER_BYTES) {
            throw new ErrnoException(
                    Errno.EPROTO, "fuse request: has %d bytes".formatted(in.remaining()));
        }
        int at = in.position();
        ByteBuffer body = in.slice(at + HEADER_BYTES, in.remaining() - HEADER_BYTES);
        return new FuseRequest(
                Opcode.of(in.getInt(at + 4)),
                in.getLong(at + 8),
                in.getLong(at + 16),
                body.order(ByteOrder.nativeOrder()));
    }

    /** Reads 32 bits of the body. */
    int u32(int offset) throws ErrnoException {
        require(offset + Integer.BYTES);
        return body.getInt(offset);
    }

    /** Reads a number of 32 bits that must not be above {@code max}. */
    int u32(int offset, int max) throws ErrnoException {
        int value = u32(offset);
        if (Integer.compareUnsigned(value, max) > 0) {
            throw new ErrnoException(
                    Errno.EPROTO,
                    "fuse request: body at %d is %s, expected at most %d"
                            .formatted(offset, Integer.toUnsignedString(value), max));
        }
        return value;
    }

    /** Reads 64 bits of the body. */
    long u64(int offset) throws ErrnoException {
        require(offset + Long.BYTES);
        return body.getLong(offset);
    }

    /** Reads the name that begins at {@code offset} and ends with a 0. */
    FileName name(int offset) throws ErrnoException {
        int end = offset;
        require(offset);
        while (end < body.limit() && body.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - offset];
        body.get(offset, name);
        return FileName.of(name);
    }

    private void require(int bytes) throws ErrnoException {
        if (bytes > body.limit()) {
            throw new ErrnoException(
                    Errno.EPROTO,
                    "fuse request: body has %d bytes, expected %d".formatted(body.limit(), bytes));
        }
    }
}
