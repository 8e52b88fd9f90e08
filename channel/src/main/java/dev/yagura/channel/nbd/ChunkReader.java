package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.Printable;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import java.nio.ByteBuffer;

/** Takes the payload of one chunk of a reply, checked against the read it belongs to. */
final class ChunkReader {
    private static final int HOLE_BYTES = Long.BYTES + Integer.BYTES;

    private final ByteStream channel;
    private final boolean sparse;
    private final ByteBuffer place = ByteBuffer.allocate(HOLE_BYTES);

    /**
     * Reads chunks of a connection.
     *
     * @param sparse whether a hole is taken, as zeroes; else only data is
     */
    ChunkReader(ByteStream channel, boolean sparse) {
        this.channel = channel;
        this.sparse = sparse;
    }

    /**
     * Fills a part of a read; replies come in ascending order without a gap.
     *
     * @return whether the read is whole now
     */
    boolean fill(PendingRead read, ReplyChunk chunk, Deadline deadline)
            throws ChannelException, MalformedStructureException {
        boolean hole = sparse && chunk.type() == Nbd.REPLY_TYPE_OFFSET_HOLE;
        if (chunk.type() != Nbd.REPLY_TYPE_OFFSET_DATA && !hole) {
            throw ReplyChunk.refused(
                    "type",
                    "is %d, expected data%s (1%s)"
                            .formatted(
                                    chunk.type(),
                                    sparse ? " or a hole" : " of RAM",
                                    sparse ? ", 2" : ""));
        }
        ByteBuffer rest = read.rest();
        long count = hole ? holeBytes(chunk, deadline) : chunk.length() - Long.BYTES;
        if (count < 1 || count > rest.remaining()) {
            throw ReplyChunk.refused(
                    "length",
                    hole
                            ? "is a hole of %d bytes, expected 1..%d"
                                    .formatted(count, rest.remaining())
                            : "is %d, expected 9..%d"
                                    .formatted(chunk.length(), rest.remaining() + Long.BYTES));
        }
        if (!hole) {
            channel.readFully(place.clear().limit(Long.BYTES), deadline);
        }
        long at = place.getLong(0);
        long expected = read.offset() + rest.position();
        if (at != expected) {
            throw ReplyChunk.refused("offset", "is 0x%x, expected 0x%x".formatted(at, expected));
        }
        boolean all = count == rest.remaining();
        if (chunk.done() != all) {
            throw ReplyChunk.refused(
                    "flags",
                    all
                            ? "say that more follows, expected the end of the reply"
                            : "end the reply, expected %d more bytes"
                                    .formatted(rest.remaining() - count));
        }
        ByteBuffer part = rest.slice(rest.position(), (int) count);
        if (hole) {
            zero(part);
        } else {
            channel.readFully(part, deadline);
        }
        rest.position(rest.position() + (int) count);
        return all;
    }

    /** Reads where a hole is and returns how long it is. */
    private long holeBytes(ReplyChunk chunk, Deadline deadline)
            throws ChannelException, MalformedStructureException {
        if (chunk.length() != HOLE_BYTES) {
            throw ReplyChunk.refused(
                    "length", "is %d in a hole, expected %d".formatted(chunk.length(), HOLE_BYTES));
        }
        channel.readFully(place.clear(), deadline);
        return Integer.toUnsignedLong(place.getInt(Long.BYTES));
    }

    private static void zero(ByteBuffer part) {
        while (part.remaining() >= Long.BYTES) {
            part.putLong(0);
        }
        while (part.hasRemaining()) {
            part.put((byte) 0);
        }
    }

    /** Reads an error, which has to be short and the end of its reply, and returns what it says. */
    ChannelException error(PendingRead read, ReplyChunk chunk, Deadline deadline)
            throws ChannelException, MalformedStructureException {
        if (!chunk.done() || chunk.length() > NbdLimits.MAX_OPTION_BYTES) {
            throw ReplyChunk.refused(
                    "length",
                    "is %d in an error, expected one short chunk that ends the reply"
                            .formatted(chunk.length()));
        }
        ByteBuffer payload = ByteBuffer.allocate(chunk.length());
        channel.readFully(payload, deadline);
        ErrorChunk error = ErrorChunk.parse(payload.array(), chunk.type());
        return new ChannelException(
                Reason.REMOTE_FAILURE,
                "%s: read of %d bytes at 0x%x failed there: %s"
                        .formatted(
                                channel.peer(),
                                read.length(),
                                read.offset(),
                                Printable.of(error.toString())));
    }
}
