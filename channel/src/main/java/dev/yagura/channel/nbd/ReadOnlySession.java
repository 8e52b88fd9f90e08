package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The server's half of the transmission phase: one client, one export, one thread.
 *
 * <p>Requests are answered in the order in which they come. Replies are sent when their buffer is
 * full or no further request is waiting, so a client that has many requests in flight gets many
 * replies in one system call.
 */
final class ReadOnlySession {
    private static final int READ_FLAGS = Nbd.CMD_FLAG_DF;

    private final TlsChannel channel;
    private final NbdContent content;
    private final boolean structured;
    private final boolean allocation;
    private final NbdServerConfig config;
    private final byte[] piece = new byte[NbdLimits.CHUNK_BYTES];
    private final ByteBuffer header = ByteBuffer.allocate(64);

    ReadOnlySession(
            TlsChannel channel,
            NbdContent content,
            OptionPhase.Chosen chosen,
            NbdServerConfig config) {
        this.channel = channel;
        this.content = content;
        this.structured = chosen.structuredReplies();
        this.allocation = chosen.allocation();
        this.config = config;
    }

    /** Answers requests until the client says that it is done. */
    void serve() throws ChannelException, MalformedStructureException {
        ByteBuffer bytes = ByteBuffer.allocate(Request.BYTES);
        while (true) {
            if (!channel.hasInput()) {
                channel.flush(writing());
            }
            if (!next(bytes.clear())) {
                return;
            }
            Request request = Request.parse(bytes.array());
            switch (request.type()) {
                case Nbd.CMD_READ -> read(request);
                case Nbd.CMD_BLOCK_STATUS -> blockStatus(request);
                case Nbd.CMD_DISC -> {
                    channel.closeAfterPeer();
                    return;
                }
                case Nbd.CMD_WRITE -> {
                    skip(request.length());
                    fail(request, Nbd.EPERM, "the export is read-only");
                }
                case Nbd.CMD_TRIM, Nbd.CMD_WRITE_ZEROES, Nbd.CMD_RESIZE ->
                        fail(request, Nbd.EPERM, "the export is read-only");
                default -> fail(request, Nbd.EINVAL, "unknown command " + request.type());
            }
        }
    }

    /** Waits for a request; returns false if the client has closed the connection instead. */
    private boolean next(ByteBuffer bytes) throws ChannelException {
        Deadline idle = Deadline.after(config.idleTime());
        if (channel.read(bytes, idle) < 0) {
            return false;
        }
        channel.readFully(bytes, idle);
        return true;
    }

    private void skip(long length) throws ChannelException {
        if (length > NbdLimits.MAX_READ_BYTES) {
            throw new ChannelException(
                    Reason.PROTOCOL,
                    "%s: NBD write of %d bytes, expected none".formatted(channel.peer(), length));
        }
        long left = length;
        while (left > 0) {
            int count = (int) Math.min(left, piece.length);
            channel.readFully(ByteBuffer.wrap(piece, 0, count), writing());
            left -= count;
        }
    }

    private void read(Request request) throws ChannelException {
        int unknown = request.flags() & ~(structured ? READ_FLAGS : 0);
        boolean whole = (request.flags() & Nbd.CMD_FLAG_DF) != 0;
        if (unknown != 0) {
            fail(request, Nbd.EINVAL, "unknown command flags 0x%x".formatted(unknown));
        } else if (!request.isWithin(content.sizeBytes())) {
            fail(request, Nbd.EINVAL, outside(request));
        } else if (request.length() > NbdLimits.MAX_READ_BYTES) {
            fail(
                    request,
                    Nbd.EINVAL,
                    "reads more than %d bytes".formatted(NbdLimits.MAX_READ_BYTES));
        } else if (!structured) {
            readSimple(request);
        } else if (whole && request.length() > piece.length) {
            fail(
                    request,
                    Nbd.EOVERFLOW,
                    "unfragmented, more than %d bytes".formatted(piece.length));
        } else if (whole) {
            readWhole(request);
        } else {
            readInChunks(request);
        }
    }

    private String outside(Request request) {
        return "reads %d bytes at 0x%x, the export has 0x%x"
                .formatted(request.length(), request.offset(), content.sizeBytes());
    }

    private void readInChunks(Request request) throws ChannelException {
        long end = request.offset() + request.length();
        for (long at = request.offset(); at < end; ) {
            Extent extent = content.extentAt(at, end);
            int count = (int) Math.min(extent.end() - at, extent.hole() ? end : piece.length);
            boolean done = at + count == end;
            if (extent.hole()) {
                put(request, done, Nbd.REPLY_TYPE_OFFSET_HOLE, 12);
                header.putLong(at).putInt(count);
                channel.write(header.flip(), writing());
            } else {
                String failure = fetch(at, 0, count);
                if (failure != null) {
                    fail(request, Nbd.EIO, failure);
                    return;
                }
                put(request, done, Nbd.REPLY_TYPE_OFFSET_DATA, 8 + count);
                channel.write(header.putLong(at).flip(), writing());
                channel.write(ByteBuffer.wrap(piece, 0, count), writing());
            }
            at += count;
        }
    }

    private void readWhole(Request request) throws ChannelException {
        int count = (int) request.length();
        String failure = fetchWithHoles(request.offset(), count);
        if (failure != null) {
            fail(request, Nbd.EIO, failure);
            return;
        }
        put(request, true, Nbd.REPLY_TYPE_OFFSET_DATA, 8 + count);
        channel.write(header.putLong(request.offset()).flip(), writing());
        channel.write(ByteBuffer.wrap(piece, 0, count), writing());
    }

    /** A simple reply tells of a failure before its data; a later one can only end the session. */
    private void readSimple(Request request) throws ChannelException {
        long end = request.offset() + request.length();
        for (long at = request.offset(); at < end; ) {
            int count = (int) Math.min(end - at, piece.length);
            String failure = fetchWithHoles(at, count);
            if (failure != null && at == request.offset()) {
                fail(request, Nbd.EIO, failure);
                return;
            }
            if (failure != null) {
                throw new ChannelException(Reason.REMOTE_FAILURE, failure);
            }
            if (at == request.offset()) {
                putSimple(request, 0);
            }
            channel.write(ByteBuffer.wrap(piece, 0, count), writing());
            at += count;
        }
    }

    private @Nullable String fetchWithHoles(long offset, int length) {
        for (int done = 0; done < length; ) {
            Extent extent = content.extentAt(offset + done, offset + length);
            int count = (int) (extent.end() - offset - done);
            if (extent.hole()) {
                Arrays.fill(piece, done, done + count, (byte) 0);
            } else {
                String failure = fetch(offset + done, done, count);
                if (failure != null) {
                    return failure;
                }
            }
            done += count;
        }
        return null;
    }

    /** Reads into {@link #piece}; returns why that failed, or null. */
    private @Nullable String fetch(long offset, int into, int length) {
        try {
            content.read(offset, MemorySegment.ofArray(piece).asSlice(into, length));
            return null;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void blockStatus(Request request) throws ChannelException {
        int unknown = request.flags() & ~Nbd.CMD_FLAG_REQ_ONE;
        if (!allocation) {
            fail(request, Nbd.EINVAL, "no metadata context was negotiated");
        } else if (unknown != 0) {
            fail(request, Nbd.EINVAL, "unknown command flags 0x%x".formatted(unknown));
        } else if (!request.isWithin(content.sizeBytes())) {
            fail(request, Nbd.EINVAL, outside(request));
        } else {
            int most = request.flags() == 0 ? NbdLimits.MAX_EXTENTS : 1;
            ByteBuffer extents = ByteBuffer.allocate(4 + 8 * NbdLimits.MAX_EXTENTS);
            extents.putInt(Nbd.BASE_ALLOCATION_ID);
            long end = request.offset() + request.length();
            long at = request.offset();
            for (int count = 0; at < end && count < most; count++) {
                Extent extent = content.extentAt(at, end);
                extents.putInt((int) (extent.end() - at));
                extents.putInt(extent.hole() ? Nbd.STATE_HOLE | Nbd.STATE_ZERO : 0);
                at = extent.end();
            }
            put(request, true, Nbd.REPLY_TYPE_BLOCK_STATUS, extents.flip().remaining());
            channel.write(header.flip(), writing());
            channel.write(extents, writing());
        }
    }

    private void fail(Request request, int error, String message) throws ChannelException {
        if (!structured) {
            putSimple(request, error);
            return;
        }
        byte[] payload = new ErrorChunk(error, message).encode();
        put(request, true, Nbd.REPLY_TYPE_ERROR, payload.length);
        channel.write(header.flip(), writing());
        channel.write(ByteBuffer.wrap(payload), writing());
    }

    private void put(Request request, boolean done, int type, int length) {
        new ReplyChunk(done, type, request.cookie(), length).put(header.clear());
    }

    private void putSimple(Request request, int error) throws ChannelException {
        header.clear().putInt(Nbd.SIMPLE_REPLY_MAGIC).putInt(error).putLong(request.cookie());
        channel.write(header.flip(), writing());
    }

    private Deadline writing() {
        return Deadline.after(config.answerTime());
    }
}
