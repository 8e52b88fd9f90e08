package dev.yagura.network.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LossTallyTest {
    private static final CaptureInterface N0 = new CaptureInterface(0, "n0", 1, 0);
    private static final CaptureInterface N1 = new CaptureInterface(1, "n1", 1, 0);

    private final LossTally tally = new LossTally();

    private static Optional<Instant> at(long second) {
        return Optional.of(Instant.ofEpochSecond(second));
    }

    private void frame(CaptureInterface on, long second, long dropped) {
        tally.count(
                new CaptureEvent.Frame(
                        new CapturedFrame(
                                on,
                                at(second),
                                CapturedFrame.Direction.UNKNOWN,
                                0,
                                MemorySegment.ofArray(new byte[0])),
                        dropped));
    }

    private void counted(CaptureInterface on, long second, long dropped) {
        tally.count(new CaptureEvent.Counted(on, at(second), OptionalLong.empty(), dropped));
    }

    @Test
    void saysBetweenWhichFramesOthersWereLost() {
        frame(N0, 1, 0);
        frame(N1, 2, 0);
        frame(N0, 3, 5);
        frame(N0, 4, 0);
        frame(N1, 5, 1);

        assertThat(tally.frames()).isEqualTo(6);
        assertThat(tally.losses())
                .containsExactly(
                        new FrameLoss(N0, 5, at(1), at(3)), new FrameLoss(N1, 1, at(2), at(5)));
    }

    @Test
    void whatIsToldTwiceCountsOnce() {
        frame(N0, 1, 0);
        counted(N0, 2, 3);
        frame(N0, 3, 3);
        counted(N0, 4, 3);

        assertThat(tally.frames()).isEqualTo(3);
        assertThat(tally.losses()).containsExactly(new FrameLoss(N0, 3, at(1), at(2)));
    }

    @Test
    void lossesWithNothingBetweenThemAreOne() {
        frame(N0, 1, 0);
        counted(N0, 2, 3);
        counted(N0, 3, 5);
        counted(N0, 4, 5);
        counted(N0, 5, 6);

        assertThat(tally.losses())
                .containsExactly(
                        new FrameLoss(N0, 5, at(1), at(3)), new FrameLoss(N0, 1, at(4), at(5)));
    }

    @Test
    void aLossAtTheBeginHasNoMomentBefore() {
        counted(N0, 7, 1);

        assertThat(tally.losses()).containsExactly(new FrameLoss(N0, 1, Optional.empty(), at(7)));
    }

    @Test
    void veryManyLossesAreJoined() {
        for (long i = 0; i < 10_000; i++) {
            frame(N0, 2 * i, 1);
            frame(N0, 2 * i + 1, 0);
        }

        assertThat(tally.frames()).isEqualTo(10_000);
        assertThat(tally.losses()).hasSizeLessThanOrEqualTo(1001);
        assertThat(tally.losses().stream().mapToLong(FrameLoss::frames).sum()).isEqualTo(10_000);
    }

    @Test
    void countersOfAnybodyDoNotOverflow() {
        frame(N0, 1, -1);
        frame(N0, 2, -1);
        counted(N1, 3, -1);

        assertThat(tally.frames()).isEqualTo(Long.MAX_VALUE);
    }
}
