package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The payload of {@code NBD_REPLY_TYPE_ERROR} and {@code NBD_REPLY_TYPE_ERROR_OFFSET}.
 *
 * @param error number of the error, as in {@code errno.h} of Linux; not 0
 * @param message what the server says about it, may be empty
 */
public record ErrorChunk(int error, String message) {
    private static final int MAX_MESSAGE_CHARS = 1000;

    /** Shortens a message that would not fit. */
    public ErrorChunk {
        message = message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
    }

    /**
     * Reads the payload.
     *
     * @param type of the chunk: one with an offset, or another one
     * @throws MalformedStructureException if lengths do not add up or the error is 0
     */
    public static ErrorChunk parse(byte[] payload, int type) throws MalformedStructureException {
        Fields fields = new Fields("NBD_REPLY_TYPE_ERROR", payload);
        int error = fields.u32("error", 1, Integer.MAX_VALUE);
        int length = fields.u16("message length", 0, NbdLimits.MAX_NAME_BYTES);
        String message = fields.text("message", length);
        if (type == Nbd.REPLY_TYPE_ERROR_OFFSET) {
            fields.u64("offset");
        }
        fields.end();
        return new ErrorChunk(error, message);
    }

    /** Returns the payload as it is sent. */
    byte[] encode() {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(6 + text.length);
        return out.putInt(error).putShort((short) text.length).put(text).array();
    }

    @Override
    public String toString() {
        String name =
                switch (error) {
                    case Nbd.EPERM -> "EPERM";
                    case Nbd.EIO -> "EIO";
                    case Nbd.EINVAL -> "EINVAL";
                    case Nbd.EOVERFLOW -> "EOVERFLOW";
                    case Nbd.ENOTSUP -> "ENOTSUP";
                    default -> "error " + error;
                };
        return message.isEmpty() ? name : name + " (" + message + ")";
    }
}
