package dev.yagura.channel.client;

import dev.yagura.channel.control.LeaseEnd;
import java.time.Duration;

/**
 * How a pause went.
 *
 * @param held how long the guest stood still for this lease, by the agent's clock
 * @param ended why the lease ended
 */
public record PauseResult(Duration held, LeaseEnd ended) {
    /** Returns whether the guest stood still until this end let it run again. */
    public boolean wasWhole() {
        return ended == LeaseEnd.RESUMED;
    }
}
