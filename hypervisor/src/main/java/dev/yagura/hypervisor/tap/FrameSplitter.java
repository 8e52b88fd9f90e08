package dev.yagura.hypervisor.tap;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.network.capture.CaptureLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames out of the stream of a {@code filter-mirror} with {@code vnet_hdr_support}: the
 * length of what follows the prefix, that of the virtio-net header at its begin, which is left out,
 * and the frame. Memory is taken as bytes come, a length alone costs nothing.
 */
final class FrameSplitter {
    private static final int PREFIX_BYTES = 8;

    /** The longest header, {@code virtio_net_hdr_v1_hash}, has 20 bytes. */
    private static final int MAX_HEADER_BYTES = 64;

    private static final int MAX_RECORD_BYTES = CaptureLimits.MAX_FRAME_BYTES + MAX_HEADER_BYTES;
    private static final int FIRST_BYTES = 64 * 1024;

    private static final Field LENGTH = new Field("length", 0, 4);
    private static final Field HEADER_LENGTH = new Field("vnet header length", 4, 4);

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES).limit(0);

    /**
     * Reads what is there, once; to be called after all frames were taken.
     *
     * @return how many bytes came, or -1 at the end of the stream
     */
    int fill(ReadableByteChannel channel) throws IOException {
        if (bytes.remaining() == bytes.capacity()) {
            bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes).flip();
        }
        bytes.compact();
        try {
            return channel.read(bytes);
        } finally {
            bytes.flip();
        }
    }

    /**
     * Takes the next frame.
     *
     * @return the frame without its virtio-net header, or null if it is not there as a whole
     * @throws MalformedStructureException if the prefix cannot be right
     */
    byte @Nullable [] next() throws MalformedStructureException {
        if (bytes.remaining() < PREFIX_BYTES) {
            return null;
        }
        byte[] start = new byte[PREFIX_BYTES];
        bytes.get(bytes.position(), start);
        Structure prefix = Structure.of("filter-mirror record", start);
        int length = (int) prefix.requireRange(LENGTH, prefix.u32be(LENGTH), 1, MAX_RECORD_BYTES);
        int header =
                (int)
                        prefix.requireRange(
                                HEADER_LENGTH,
                                prefix.u32be(HEADER_LENGTH),
                                0,
                                Math.min(length, MAX_HEADER_BYTES));
        if (bytes.remaining() - PREFIX_BYTES < length) {
            return null;
        }
        byte[] frame = new byte[length - header];
        bytes.get(bytes.position() + PREFIX_BYTES + header, frame);
        bytes.position(bytes.position() + PREFIX_BYTES + length);
        return frame;
    }
}
