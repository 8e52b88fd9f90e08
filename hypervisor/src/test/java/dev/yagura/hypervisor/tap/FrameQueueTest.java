package dev.yagura.hypervisor.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.LossTally;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameQueueTest {
    private static final CaptureInterface N0 = new CaptureInterface(0, "n0", 1, 0);
    private static final CaptureInterface N1 = new CaptureInterface(1, "n1", 1, 0);

    /** Room for three frames of 800 bytes. */
    private final FrameQueue queue = new FrameQueue(3000);

    private long second;

    @BeforeEach
    void describe() {
        queue.describe(N0);
        queue.describe(N1);
    }

    private void offer(CaptureInterface on) {
        queue.offer(
                new CapturedFrame(
                        on,
                        Optional.of(Instant.ofEpochSecond(second++)),
                        CapturedFrame.Direction.UNKNOWN,
                        800,
                        MemorySegment.ofArray(new byte[800])));
    }

    /** Takes all but what is counted meanwhile, because the test is slow. */
    private List<CaptureEvent> takeReady() throws IOException {
        List<CaptureEvent> events = new ArrayList<>();
        while (queue.isReady()) {
            CaptureEvent event = queue.take().orElseThrow();
            if (!(event instanceof CaptureEvent.Counted)) {
                events.add(event);
            }
        }
        return events;
    }

    private static List<Long> droppedBefore(List<CaptureEvent> events) {
        return events.stream()
                .filter(CaptureEvent.Frame.class::isInstance)
                .map(event -> ((CaptureEvent.Frame) event).droppedBefore())
                .toList();
    }

    @Test
    void interfacesComeFirst() throws IOException {
        offer(N1);

        List<CaptureEvent> events = takeReady();

        assertThat(events.subList(0, 2))
                .containsExactly(new CaptureEvent.Described(N0), new CaptureEvent.Described(N1));
        assertThat(events.get(2)).isInstanceOf(CaptureEvent.Frame.class);
    }

    @Test
    void whatDoesNotFitIsCountedBesideTheNextOfItsInterface() throws IOException {
        offer(N0);
        offer(N1);
        offer(N0);
        offer(N0); // lost
        offer(N0); // lost
        offer(N1); // lost
        List<CaptureEvent> first = takeReady();
        offer(N0);
        offer(N1);
        offer(N0);

        assertThat(droppedBefore(first)).containsExactly(0L, 0L, 0L);
        assertThat(droppedBefore(takeReady())).containsExactly(2L, 1L, 0L);
    }

    @Test
    void whatIsLostLastIsInTheLastCounters() throws IOException {
        for (int i = 0; i < 5; i++) {
            offer(N0);
        }
        queue.end();
        LossTally tally = new LossTally();
        List<CaptureEvent> events = new ArrayList<>();
        for (var event = queue.take(); event.isPresent(); event = queue.take()) {
            tally.count(event.get());
            events.add(event.get());
        }

        assertThat(tally.frames()).isEqualTo(2);
        assertThat(droppedBefore(events)).containsExactly(0L, 0L, 0L);
        assertThat(events.get(events.size() - 2))
                .isInstanceOfSatisfying(
                        CaptureEvent.Counted.class,
                        counted -> {
                            assertThat(counted.captureInterface()).isEqualTo(N0);
                            assertThat(counted.received()).isEqualTo(OptionalLong.of(5));
                            assertThat(counted.dropped()).isEqualTo(2);
                        });
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void aSilentTapGivesSignsOfLife() throws IOException {
        takeReady();

        assertThat(queue.take().orElseThrow()).isInstanceOf(CaptureEvent.Counted.class);
    }

    @Test
    void whyItBrokeOffIsSaidBehindTheLastFrame() throws IOException {
        offer(N0);
        queue.fail(new IOException("length is wrong"));

        List<CaptureEvent> events = new ArrayList<>();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> {
                    while (true) {
                        events.add(queue.take().orElseThrow());
                    }
                })
                .withMessage("length is wrong");
        assertThat(droppedBefore(events)).containsExactly(0L);
    }
}
