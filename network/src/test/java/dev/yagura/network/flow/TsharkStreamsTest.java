package dev.yagura.network.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.samples.Conversations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Whole streams, byte for byte, as tshark follows them. */
class TsharkStreamsTest {
    /** Where the address of the sender is in an Ethernet frame. */
    private static final int SENDER_AT = 6;

    private static final int ADDRESS_BYTES = 6;

    @Test
    void streamsAreThoseThatTsharkFollows() throws IOException {
        assertThat(streams(Conversations.frames())).isEqualTo(Conversations.lines("streams.txt"));
    }

    @Test
    void framesThatComeTwiceOrBeforeOthersMakeTheSameStreams() throws IOException {
        List<CapturedFrame> frames = Conversations.frames();
        List<String> expected = Conversations.lines("streams.txt");
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            List<CapturedFrame> disturbed = new ArrayList<>();
            for (CapturedFrame frame : frames) {
                int behind = disturbed.size() - 1;
                boolean swap =
                        behind >= 0
                                && random.nextInt(3) == 0
                                && haveOneSender(frame, disturbed.get(behind));
                disturbed.add(swap ? behind : behind + 1, frame);
                if (random.nextInt(10) == 0) {
                    disturbed.add(frame);
                }
            }
            assertThat(streams(disturbed)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static boolean haveOneSender(CapturedFrame one, CapturedFrame other) {
        return one.bytes()
                        .asSlice(SENDER_AT, ADDRESS_BYTES)
                        .mismatch(other.bytes().asSlice(SENDER_AT, ADDRESS_BYTES))
                < 0;
    }

    private static List<String> streams(List<CapturedFrame> frames) {
        var lengths = new Lengths();
        Conversations.replay(frames, lengths);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < lengths.sides.size(); i++) {
            for (Side side : lengths.sides.get(i)) {
                lines.add(
                        "%d %s %d %08x".formatted(i, side.arrow, side.length, side.crc.getValue()));
            }
        }
        return lines;
    }

    /** One side of a stream. */
    private static final class Side {
        private final String arrow;
        private final CRC32 crc = new CRC32();
        private long length;

        private Side(String arrow) {
            this.arrow = arrow;
        }
    }

    /** Adds up the streams of TCP, in the order in which they start. */
    private static final class Lengths implements FlowListener {
        private final List<Flow> flows = new ArrayList<>();
        private final List<List<Side>> sides = new ArrayList<>();

        @Override
        public void started(Flow flow) {
            if (flow.key().protocol() == TestPackets.TCP) {
                flows.add(flow);
                sides.add(List.of(new Side(">"), new Side("<")));
            }
        }

        @Override
        public void data(Flow flow, FlowDirection direction, MemorySegment bytes) {
            List<Side> both = sides.get(flows.indexOf(flow));
            Side side = direction == FlowDirection.TO_SERVER ? both.getFirst() : both.getLast();
            side.crc.update(bytes.toArray(JAVA_BYTE));
            side.length += bytes.byteSize();
        }

        @Override
        public void gap(Flow flow, FlowDirection direction, long bytes) {
            throw new AssertionError("a gap of %d bytes in %s".formatted(bytes, flow.key()));
        }
    }
}
