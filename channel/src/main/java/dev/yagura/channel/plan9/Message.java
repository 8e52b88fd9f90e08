package dev.yagura.channel.plan9;

import static dev.yagura.channel.plan9.Plan9.HEADER_BYTES;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A message as it comes.
 *
 * @param type its number; may be unknown
 * @param tag tells the request that an answer is for
 * @param body what is behind the header, little-endian
 */
record Message(int type, int tag, ByteBuffer body) {

    /**
     * Waits for the next message of a stream.
     *
     * @param maxBytes longer messages are refused
     * @param idle how long may pass before one begins
     * @param rest how long it may take from there
     * @throws MalformedStructureException if its length cannot be; the stream is of no use then
     */
    static Message receive(ByteStream stream, int maxBytes, Duration idle, Duration rest)
            throws ChannelException, MalformedStructureException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        stream.readFully(header, Deadline.after(idle));
        int size = size(header.getInt(0), maxBytes);
        ByteBuffer whole = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        whole.put(header.flip());
        if (whole.hasRemaining()) {
            stream.readFully(whole, Deadline.after(rest));
        }
        return of(whole.flip());
    }

    /**
     * Reads a message that is there.
     *
     * @param bytes the message and nothing else, little-endian
     * @throws MalformedStructureException if its length is not what it says
     */
    static Message read(ByteBuffer bytes, int maxBytes) throws MalformedStructureException {
        if (bytes.remaining() < HEADER_BYTES || size(bytes.getInt(0), maxBytes) != bytes.limit()) {
            throw refused("is not the message's, which has %d bytes".formatted(bytes.remaining()));
        }
        return of(bytes);
    }

    private static int size(int field, int maxBytes) throws MalformedStructureException {
        long size = Integer.toUnsignedLong(field);
        if (size < HEADER_BYTES || size > maxBytes) {
            throw refused("is %d, expected %d..%d".formatted(size, HEADER_BYTES, maxBytes));
        }
        return (int) size;
    }

    private static MalformedStructureException refused(String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "9P message", "size", 0, detail);
    }

    private static Message of(ByteBuffer whole) {
        return new Message(
                Byte.toUnsignedInt(whole.get(4)),
                Short.toUnsignedInt(whole.getShort(5)),
                whole.slice(HEADER_BYTES, whole.limit() - HEADER_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Returns how error messages call it. */
    String name() {
        return MessageType.of(type).map(known -> "9P " + known).orElse("9P message " + type);
    }

    /** Returns what reads the fields of the body. */
    MessageReader reader() {
        return new MessageReader(name(), body);
    }
}
