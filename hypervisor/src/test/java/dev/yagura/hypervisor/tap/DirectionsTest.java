package dev.yagura.hypervisor.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.capture.CapturedFrame.Direction;
import org.junit.jupiter.api.Test;

class DirectionsTest {
    private final Directions directions = new Directions();

    private static byte[] frame(int name) {
        return new byte[] {(byte) name, 1, 2, 3};
    }

    @Test
    void whatTheSecondFilterSawNextWasSent() {
        directions.follow();
        directions.sent(frame(1));
        directions.sent(frame(2));

        assertThat(directions.of(frame(7))).isEqualTo(Direction.INBOUND);
        assertThat(directions.of(frame(2))).isEqualTo(Direction.INBOUND);
        assertThat(directions.of(frame(1))).isEqualTo(Direction.OUTBOUND);
        assertThat(directions.of(frame(2))).isEqualTo(Direction.OUTBOUND);
        assertThat(directions.of(frame(2))).isEqualTo(Direction.INBOUND);
    }

    @Test
    void untilItIsThereNothingIsSaidOfOthers() {
        assertThat(directions.of(frame(1))).isEqualTo(Direction.UNKNOWN);
        directions.sent(frame(1));
        assertThat(directions.of(frame(1))).isEqualTo(Direction.OUTBOUND);
        directions.follow();
        assertThat(directions.of(frame(1))).isEqualTo(Direction.INBOUND);
        directions.end();
        assertThat(directions.of(frame(1))).isEqualTo(Direction.UNKNOWN);
    }

    @Test
    void framesThatAnotherFilterTookAwayEndIt() {
        directions.follow();
        byte[] taken = new byte[1 << 20];
        for (int i = 0; i < 5; i++) {
            directions.sent(taken);
        }

        assertThat(directions.of(taken)).isEqualTo(Direction.UNKNOWN);
        directions.follow();
        directions.sent(frame(1));
        assertThat(directions.of(frame(1))).isEqualTo(Direction.UNKNOWN);
    }
}
