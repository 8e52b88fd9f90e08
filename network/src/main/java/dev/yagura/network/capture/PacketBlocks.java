package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.network.capture.CapturedFrame.Direction;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/** The blocks of pcapng that hold a frame. */
final class PacketBlocks {
    private static final Field INTERFACE = new Field("interface ID", 0, 4);
    private static final Field TIME_HIGH = new Field("timestamp (upper)", 4, 4);
    private static final Field TIME_LOW = new Field("timestamp (lower)", 8, 4);
    private static final Field CAPTURED = new Field("captured packet length", 12, 4);
    private static final Field ORIGINAL = new Field("original packet length", 16, 4);
    private static final int ENHANCED_BYTES = 20;
    private static final int FLAGS = 2;
    private static final int DROP_COUNT = 4;
    private static final int DIRECTION_MASK = 3;

    private static final Field IMPLIED_INTERFACE = new Field("interface ID (implied)", 0, 4);
    private static final Field SIMPLE_ORIGINAL = new Field("original packet length", 0, 4);
    private static final int SIMPLE_BYTES = 4;

    private PacketBlocks() {}

    static CaptureEvent enhanced(OrderedStructure block, Interfaces interfaces)
            throws MalformedStructureException {
        Interfaces.Numbered on = interfaces.get(block, INTERFACE, block.u32(INTERFACE));
        long captured = block.u32InRange(CAPTURED, 0, CaptureLimits.MAX_FRAME_BYTES);
        long original = block.u32InRange(ORIGINAL, captured, 0xFFFF_FFFFL);
        MemorySegment bytes = frame(block, CAPTURED, ENHANCED_BYTES, captured);
        Options options = Options.after(block, ENHANCED_BYTES + (captured + 3) / 4 * 4);
        CapturedFrame frame =
                new CapturedFrame(
                        on.captureInterface(),
                        Optional.of(time(block, on)),
                        direction(options.u32(FLAGS).orElse(0L)),
                        original,
                        bytes);
        return new CaptureEvent.Frame(frame, options.u64(DROP_COUNT).orElse(0L));
    }

    /** A simple packet block is of the section's first interface, which may cut it. */
    static CaptureEvent simple(OrderedStructure block, Interfaces interfaces)
            throws MalformedStructureException {
        Interfaces.Numbered on = interfaces.get(block, IMPLIED_INTERFACE, 0);
        long original = block.u32(SIMPLE_ORIGINAL);
        long snapLength = on.captureInterface().snapLengthBytes();
        long captured = snapLength == 0 ? original : Math.min(original, snapLength);
        block.bytes().requireRange(SIMPLE_ORIGINAL, captured, 0, CaptureLimits.MAX_FRAME_BYTES);
        CapturedFrame frame =
                new CapturedFrame(
                        on.captureInterface(),
                        Optional.empty(),
                        Direction.UNKNOWN,
                        original,
                        frame(block, SIMPLE_ORIGINAL, SIMPLE_BYTES, captured));
        return new CaptureEvent.Frame(frame, 0);
    }

    private static MemorySegment frame(
            OrderedStructure block, Field field, long offset, long length)
            throws MalformedStructureException {
        if (length > block.bytes().size() - offset) {
            throw block.bytes()
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            field,
                            "is %d, runs past the block's end".formatted(length));
        }
        return block.bytes().bytes().asSlice(offset, length);
    }

    private static Instant time(OrderedStructure block, Interfaces.Numbered on)
            throws MalformedStructureException {
        return on.time(block, TIME_HIGH, TIME_LOW)
                .orElseThrow(() ->
                        block.bytes()
                                .malformed(
                                        Reason.OUT_OF_RANGE,
                                        TIME_HIGH,
                                        "is a time that no calendar has"));
    }

    private static Direction direction(long flags) {
        return switch ((int) flags & DIRECTION_MASK) {
            case 1 -> Direction.INBOUND;
            case 2 -> Direction.OUTBOUND;
            default -> Direction.UNKNOWN;
        };
    }
}
