package dev.yagura.network.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.samples.Conversations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AppLayerTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);

    /** Ethernet, IPv4 and TCP with timestamps. */
    private static final int HEADERS_BYTES = 14 + 20 + 32;

    /** Counts what is told. */
    private static final class Counter implements AppListener {
        private int records;
        private int malformed;
        private int gaps;
        private int ended;

        @Override
        public void said(Flow flow, FlowDirection direction, AppRecord record) {
            records++;
        }

        @Override
        public void malformed(Flow flow, FlowDirection direction, MalformedStructureException why) {
            malformed++;
        }

        @Override
        public void gap(Flow flow, FlowDirection direction, long bytes) {
            gaps++;
        }

        @Override
        public void ended(Flow flow, FlowEnd why) {
            ended++;
        }
    }

    @Test
    void aLostFrameIsAGapAndEndsOnlyWhatCannotBeReadOn() throws IOException {
        List<CapturedFrame> frames = Conversations.frames();
        for (int lost = 0; lost < frames.size(); lost += 7) {
            List<CapturedFrame> rest = new ArrayList<>(frames);
            rest.remove(lost);
            var counter = new Counter();
            Conversations.replay(rest, new AppLayer(counter));
            assertThat(counter.gaps).as("frame %d", lost).isLessThanOrEqualTo(1);
            assertThat(counter.malformed).as("frame %d", lost).isLessThanOrEqualTo(1);
            assertThat(counter.records).as("frame %d", lost).isGreaterThan(30);
        }
    }

    /** Damaged frames are said to be cut, so that they are not dropped for their checksum. */
    @Test
    void survivesMutations() throws IOException {
        List<CapturedFrame> frames = Conversations.frames();
        var random = new Random(9);
        for (int i = 0; i < MUTATIONS / 100; i++) {
            List<CapturedFrame> damaged = new ArrayList<>();
            for (CapturedFrame frame : frames) {
                damaged.add(random.nextInt(8) == 0 ? damaged(frame, random) : frame);
            }
            var counter = new Counter();
            Conversations.replay(damaged, new AppLayer(counter));
            assertThat(counter.ended).isPositive();
        }
    }

    private static CapturedFrame damaged(CapturedFrame frame, Random random) {
        byte[] bytes = frame.bytes().toArray(JAVA_BYTE);
        if (bytes.length > HEADERS_BYTES) {
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = HEADERS_BYTES + random.nextInt(bytes.length - HEADERS_BYTES);
                bytes[at] = (byte) random.nextInt(256);
            }
        }
        return new CapturedFrame(
                frame.captureInterface(),
                frame.time(),
                frame.direction(),
                frame.originalLengthBytes() + 1,
                MemorySegment.ofArray(bytes));
    }
}
