package dev.yagura.network.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes pcapng, with whatever mistakes a test asks for. */
public final class PcapngBytes {
    private final ByteOrder order;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public PcapngBytes(ByteOrder order) {
        this.order = order;
    }

    /** One option, padded. */
    public byte[] option(int code, byte[] value) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + padded(value.length)).order(order);
        buffer.putShort((short) code).putShort((short) value.length).put(value);
        return buffer.array();
    }

    public byte[] u32(long value) {
        return buffer(4).putInt((int) value).array();
    }

    public byte[] u64(long value) {
        return buffer(8).putLong(value).array();
    }

    public PcapngBytes section(byte[]... options) {
        return block(
                PcapngReader.SECTION_HEADER,
                buffer(16)
                        .putInt(0x1A2B3C4D)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .array(),
                options);
    }

    public PcapngBytes captureInterface(int linkType, int snapLength, byte[]... options) {
        return block(
                1,
                buffer(8).putShort((short) linkType).putShort((short) 0).putInt(snapLength).array(),
                options);
    }

    public PcapngBytes frame(int on, long ticks, int original, byte[] bytes, byte[]... options) {
        ByteBuffer body = ByteBuffer.allocate(20 + padded(bytes.length)).order(order);
        body.putInt(on).putInt((int) (ticks >>> 32)).putInt((int) ticks);
        body.putInt(bytes.length).putInt(original).put(bytes);
        return block(6, body.array(), options);
    }

    public PcapngBytes simpleFrame(int original, byte[] bytes) {
        return block(3, buffer(4 + padded(bytes.length)).putInt(original).put(bytes).array());
    }

    public PcapngBytes statistics(int on, byte[]... options) {
        return block(5, buffer(12).putInt(on).putLong(0).array(), options);
    }

    public PcapngBytes block(int type, byte[] body, byte[]... options) {
        int length = 12 + body.length;
        for (byte[] option : options) {
            length += option.length;
        }
        out.writeBytes(u32(type));
        out.writeBytes(u32(length));
        out.writeBytes(body);
        for (byte[] option : options) {
            out.writeBytes(option);
        }
        out.writeBytes(u32(length));
        return this;
    }

    public byte[] toArray() {
        return out.toByteArray();
    }

    private ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(order);
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }
}
