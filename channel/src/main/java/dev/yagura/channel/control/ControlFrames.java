package dev.yagura.channel.control;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Messages on a channel: the length in 4 bytes, big-endian, then the JSON. */
public final class ControlFrames {
    private static final Field LENGTH = new Field("length", 0, 4);
    private static final int PREFIX_BYTES = 4;

    private ControlFrames() {}

    /** Sends a message. */
    public static void send(TlsChannel channel, byte[] json, Deadline deadline)
            throws ChannelException {
        ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + json.length);
        channel.write(frame.putInt(json.length).put(json).flip(), deadline);
        channel.flush(deadline);
    }

    /**
     * Waits for a message.
     *
     * @param maxBytes longest accepted message
     * @return the message, or empty if the other end closed the connection in due form before it
     * @throws ChannelException if it is longer, cut or late
     */
    public static Optional<byte[]> receive(TlsChannel channel, int maxBytes, Deadline deadline)
            throws ChannelException {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
        if (channel.read(prefix, deadline) < 0) {
            return Optional.empty();
        }
        channel.readFully(prefix, deadline);
        int length;
        try {
            length = length(prefix.array(), maxBytes);
        } catch (MalformedStructureException e) {
            channel.close();
            throw new ChannelException(Reason.PROTOCOL, channel.peer() + ": " + e.getMessage(), e);
        }
        ByteBuffer json = ByteBuffer.allocate(length);
        channel.readFully(json, deadline);
        return Optional.of(json.array());
    }

    /** Reads a message's length; two bytes are the shortest JSON object. */
    static int length(byte[] prefix, int maxBytes) throws MalformedStructureException {
        Structure message = Structure.of("control message", prefix);
        return (int) message.requireRange(LENGTH, message.u32be(LENGTH), 2, maxBytes);
    }
}
