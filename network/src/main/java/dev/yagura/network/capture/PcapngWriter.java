package dev.yagura.network.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes pcapng: one section, little-endian, times in nanoseconds.
 *
 * <p>Every event becomes one block, written at once; what it was written to is flushed and closed
 * by the caller. Not safe for use by several threads.
 */
public final class PcapngWriter {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final long UNKNOWN_LENGTH = -1;

    private static final int END_OF_OPTIONS = 0;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final byte NANOSECONDS = 9;
    private static final int EPB_FLAGS = 2;
    private static final int EPB_DROPCOUNT = 4;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;

    /** Framing, fields and options of any block, names included. */
    private static final int MOST_BUT_FRAME_BYTES = 4096;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final OutputStream out;
    private final Map<CaptureInterface, Integer> interfaces = new HashMap<>();
    private byte[] bytes = new byte[MOST_BUT_FRAME_BYTES];
    private ByteBuffer block = over(bytes);
    private long lastNanos;

    private PcapngWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins a capture.
     *
     * @param application that writes it, for people
     * @throws IOException if the stream fails
     */
    public static PcapngWriter begin(OutputStream out, String application) throws IOException {
        var writer = new PcapngWriter(out);
        writer.start(SECTION_HEADER, 0);
        writer.block.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0);
        writer.block.putLong(UNKNOWN_LENGTH);
        writer.option(SHB_USERAPPL, application.getBytes(UTF_8));
        writer.end();
        return writer;
    }

    /**
     * Writes an event.
     *
     * <p>A frame without a time, as simple packet blocks are, gets that of what came before it.
     *
     * @param event about an interface that was described before, unless it describes one; a frame
     *     of at most {@link CaptureLimits#MAX_FRAME_BYTES}
     * @throws IOException if the stream fails
     */
    public void write(CaptureEvent event) throws IOException {
        switch (event) {
            case CaptureEvent.Described described -> describe(described.captureInterface());
            case CaptureEvent.Frame frame -> write(frame.frame(), frame.droppedBefore());
            case CaptureEvent.Counted counted -> write(counted);
        }
    }

    private void describe(CaptureInterface described) throws IOException {
        if (interfaces.putIfAbsent(described, interfaces.size()) != null) {
            throw new IllegalArgumentException("%s is described twice".formatted(described));
        }
        start(INTERFACE_DESCRIPTION, 0);
        block.putShort((short) described.linkType()).putShort((short) 0);
        block.putInt((int) described.snapLengthBytes());
        if (!described.name().isEmpty()) {
            option(IF_NAME, described.name().getBytes(UTF_8));
        }
        option(IF_TSRESOL, new byte[] {NANOSECONDS});
        end();
    }

    private void write(CapturedFrame frame, long droppedBefore) throws IOException {
        int length = Math.toIntExact(frame.bytes().byteSize());
        if (length > CaptureLimits.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("frame of %d bytes".formatted(length));
        }
        start(ENHANCED_PACKET, length);
        block.putInt(number(frame.captureInterface()));
        time(frame.time());
        block.putInt(length).putInt((int) frame.originalLengthBytes());
        MemorySegment.copy(
                frame.bytes(), 0, MemorySegment.ofBuffer(block), 0, frame.bytes().byteSize());
        block.position(block.position() + length);
        pad();
        int direction =
                switch (frame.direction()) {
                    case UNKNOWN -> 0;
                    case INBOUND -> 1;
                    case OUTBOUND -> 2;
                };
        if (direction != 0) {
            option(EPB_FLAGS, u32(direction));
        }
        if (droppedBefore != 0) {
            option(EPB_DROPCOUNT, u64(droppedBefore));
        }
        end();
    }

    private void write(CaptureEvent.Counted counted) throws IOException {
        start(INTERFACE_STATISTICS, 0);
        block.putInt(number(counted.captureInterface()));
        time(counted.time());
        if (counted.received().isPresent()) {
            option(ISB_IFRECV, u64(counted.received().getAsLong()));
        }
        option(ISB_IFDROP, u64(counted.dropped()));
        end();
    }

    private int number(CaptureInterface on) {
        Integer number = interfaces.get(on);
        if (number == null) {
            throw new IllegalArgumentException("%s was not described".formatted(on));
        }
        return number;
    }

    private void time(Optional<Instant> time) {
        time.ifPresent(instant -> lastNanos = nanos(instant));
        block.putInt((int) (lastNanos >>> 32)).putInt((int) lastNanos);
    }

    /** Returns unsigned nanoseconds since 1970; what lies outside of them comes out as the ends. */
    private static long nanos(Instant time) {
        if (time.getEpochSecond() < 0) {
            return 0;
        }
        return time.getEpochSecond() < Long.divideUnsigned(-1, NANOS_PER_SECOND)
                ? time.getEpochSecond() * NANOS_PER_SECOND + time.getNano()
                : -1;
    }

    private void start(int type, int frameBytes) {
        if (bytes.length < MOST_BUT_FRAME_BYTES + frameBytes) {
            bytes = new byte[MOST_BUT_FRAME_BYTES + frameBytes];
            block = over(bytes);
        }
        block.clear().putInt(type).putInt(0); // the length is put in at the end
    }

    private void option(int code, byte[] value) {
        block.putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    private void pad() {
        while (block.position() % 4 != 0) {
            block.put((byte) 0);
        }
    }

    private void end() throws IOException {
        block.putShort((short) END_OF_OPTIONS).putShort((short) 0);
        int length = block.position() + Integer.BYTES;
        block.putInt(length).putInt(4, length);
        out.write(bytes, 0, length);
    }

    private static ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] u32(int value) {
        byte[] bytes = new byte[4];
        over(bytes).putInt(value);
        return bytes;
    }

    private static byte[] u64(long value) {
        byte[] bytes = new byte[8];
        over(bytes).putLong(value);
        return bytes;
    }
}
