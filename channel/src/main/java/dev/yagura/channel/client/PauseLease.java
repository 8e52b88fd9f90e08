package dev.yagura.channel.client;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A guest that stands still for a time.
 *
 * <p>The agent lets the guest run again when the lease runs out, or when this connection ends for
 * whatever reason. What was read after that may be torn: ask {@link PauseResult#wasWhole()}.
 */
public final class PauseLease implements AutoCloseable {
    private final ControlClient control;
    private final String guestId;
    private final long number;
    private Duration granted;
    private @Nullable PauseResult result;

    PauseLease(ControlClient control, String guestId, ControlResponse.Paused paused) {
        this.control = control;
        this.guestId = guestId;
        this.number = paused.lease();
        this.granted = Duration.ofMillis(paused.leaseMillis());
    }

    /** Returns the id of the guest. */
    public String guestId() {
        return guestId;
    }

    /** Returns how long the agent granted, from the pause or the last renewal on. */
    public synchronized Duration granted() {
        return granted;
    }

    /**
     * Asks for more time, from now on.
     *
     * @return what the agent granted, perhaps less
     * @throws ChannelException with {@code LEASE_ENDED} if the guest runs already
     */
    public synchronized Duration renew(Duration time) throws ChannelException {
        var answer =
                control.ask(
                        id -> new ControlRequest.Renew(id, number, time.toMillis()),
                        ControlResponse.Renewed.class);
        granted = Duration.ofMillis(answer.leaseMillis());
        return granted;
    }

    /**
     * Lets the guest run again. Asked a second time it gives the same answer.
     *
     * @throws ChannelException if the agent does not answer; the guest then runs again as well
     */
    public synchronized PauseResult resume() throws ChannelException {
        if (result == null) {
            var answer =
                    control.ask(
                            id -> new ControlRequest.Resume(id, number),
                            ControlResponse.Resumed.class);
            result =
                    new PauseResult(
                            Duration.ofNanos(Math.multiplyExact(answer.heldMicros(), 1000L)),
                            answer.ended());
        }
        return result;
    }

    /** Lets the guest run again. */
    @Override
    public void close() throws ChannelException {
        resume();
    }
}
