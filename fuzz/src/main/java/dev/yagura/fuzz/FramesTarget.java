package dev.yagura.fuzz;

import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.PacketDecoder;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/**
 * Decodes frames. The input is frames, each behind a byte that picks its link layer, one of seconds
 * since the last, and two of its length.
 */
public final class FramesTarget {
    private static final int[] LINK_TYPES = {1, 101, 113, 276, 0, 108, 228, 229};
    private static final int HEADER_BYTES = 4;

    /** What a packet's payload may have at most: a frame's worth, or that of all fragments. */
    private static final int MAX_PAYLOAD = 256 * 1024;

    private FramesTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        var decoder = new PacketDecoder();
        long second = 0;
        int at = 0;
        while (at + HEADER_BYTES <= input.length) {
            int linkType = LINK_TYPES[(input[at] & 0xFF) % LINK_TYPES.length];
            second += input[at + 1];
            int length = ((input[at + 2] & 0xFF) << 8) | (input[at + 3] & 0xFF);
            at += HEADER_BYTES;
            int captured = Math.min(length, input.length - at);
            var frame =
                    new CapturedFrame(
                            new CaptureInterface(0, "", linkType, 0),
                            Optional.of(Instant.ofEpochSecond(second)),
                            CapturedFrame.Direction.UNKNOWN,
                            length,
                            MemorySegment.ofArray(input).asSlice(at, captured));
            check(decoder.decode(frame));
            at += captured;
        }
    }

    static void check(DecodedFrame decoded) {
        DecodedFrame rest = decoded;
        while (rest instanceof DecodedFrame.Whole(var packet)) {
            Invariant.check(packet.payload().byteSize() <= MAX_PAYLOAD, "payload of " + packet);
            Invariant.check(packet.vlans().size() <= 3, "tags of " + packet);
            if (packet.inside().isEmpty()) {
                return;
            }
            rest = packet.inside().get();
        }
    }
}
