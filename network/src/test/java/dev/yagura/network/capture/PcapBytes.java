package dev.yagura.network.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes pcap. */
public final class PcapBytes {
    private final ByteOrder order;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public PcapBytes(ByteOrder order, int magic, int linkType) {
        this.order = order;
        ByteBuffer header = ByteBuffer.allocate(24).order(order);
        header.putInt(magic).putShort((short) 2).putShort((short) 4);
        header.putInt(0).putInt(0).putInt(262144).putInt(linkType);
        out.writeBytes(header.array());
    }

    public PcapBytes frame(int seconds, int fraction, int original, byte[] bytes) {
        ByteBuffer record = ByteBuffer.allocate(16 + bytes.length).order(order);
        record.putInt(seconds).putInt(fraction).putInt(bytes.length).putInt(original).put(bytes);
        out.writeBytes(record.array());
        return this;
    }

    public byte[] toArray() {
        return out.toByteArray();
    }
}
