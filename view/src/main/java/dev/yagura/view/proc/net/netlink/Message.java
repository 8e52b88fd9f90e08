package dev.yagura.view.proc.net.netlink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes one message of netlink, front to back; {@code include/uapi/linux/netlink.h}. */
final class Message {
    /** {@code sizeof(struct nlmsghdr)}. */
    private static final int HEADER_BYTES = 16;

    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;

    /** {@code NLM_F_MULTI}: one of several. */
    private static final int MULTIPART = 2;

    private static final int ALIGNMENT = 4;

    private ByteBuffer bytes = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);

    Message(int type) {
        bytes.putShort(TYPE_OFFSET, (short) type);
        bytes.putShort(FLAGS_OFFSET, (short) MULTIPART);
        bytes.position(HEADER_BYTES);
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int needed = bytes.position() + length;
            bytes =
                    ByteBuffer.allocate(Math.max(2 * bytes.capacity(), needed))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .put(bytes.flip());
        }
        return bytes;
    }

    Message u8(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    Message u16(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    Message u32(long value) {
        room(Integer.BYTES).putInt((int) value);
        return this;
    }

    Message u64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    Message raw(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    /** Begins an attribute; what is written until {@link #end} is its value. */
    int begin(int type) {
        pad();
        int start = bytes.position();
        u16(0).u16(type);
        return start;
    }

    void end(int start) {
        bytes.putShort(start, (short) (bytes.position() - start));
        pad();
    }

    Message attribute(int type, byte[] value) {
        int start = begin(type);
        raw(value);
        end(start);
        return this;
    }

    Message attribute8(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    Message attribute32(int type, long value) {
        int start = begin(type);
        u32(value);
        end(start);
        return this;
    }

    /** Writes text with the NUL that ends it. */
    Message text(int type, String value) {
        byte[] text = value.getBytes(UTF_8);
        return attribute(type, Arrays.copyOf(text, text.length + 1));
    }

    private void pad() {
        int over = bytes.position() % ALIGNMENT;
        if (over != 0) {
            raw(new byte[ALIGNMENT - over]);
        }
    }

    /** Returns the message, with its length in it. */
    byte[] done() {
        pad();
        bytes.putInt(0, bytes.position());
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
