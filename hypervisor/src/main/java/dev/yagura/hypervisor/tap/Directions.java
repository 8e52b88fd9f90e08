package dev.yagura.hypervisor.tap;

import dev.yagura.network.capture.CapturedFrame.Direction;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Tells which of all frames the guest has sent.
 *
 * <p>Those are known from a second filter, in the same order. QEMU calls a netdev's filters for
 * what the guest sends from the last to the first, and that one was added last: so a sent frame is
 * there before it is among all frames, and it is the first of those not seen there yet. Where two
 * neighbours of equal bytes went different ways, they may come out exchanged.
 */
final class Directions {
    /** More than two sockets hold; if more is waiting, another filter takes frames between ours. */
    private static final int MAX_WAITING_BYTES = 4 << 20;

    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean following;
    private boolean lost;

    /** Says that of all frames from the next one on the second filter has seen those sent. */
    void follow() {
        following = !lost;
    }

    /** Says that there is no second filter any more. */
    void end() {
        following = false;
    }

    /** Takes a frame of the second filter. */
    void sent(byte[] frame) {
        if (lost) {
            return;
        }
        waiting.add(frame);
        waitingBytes += frame.length;
        if (waitingBytes > MAX_WAITING_BYTES) {
            lost = true;
            following = false;
            waiting.clear();
        }
    }

    /** Returns the direction of the next one of all frames. */
    Direction of(byte[] frame) {
        byte[] sent = waiting.peek();
        if (sent != null && Arrays.equals(sent, frame)) {
            waiting.remove();
            waitingBytes -= frame.length;
            return Direction.OUTBOUND;
        }
        return following ? Direction.INBOUND : Direction.UNKNOWN;
    }
}
