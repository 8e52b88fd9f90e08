package dev.yagura.channel.agent;

import dev.yagura.channel.control.LeaseEnd;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One peer's right to have a guest stand still for a time. Guarded by {@link Leases}. */
final class Lease {
    final long number;
    final OpenGuest guest;
    final String peer;
    final long startNanos = System.nanoTime();
    final long limitNanos;
    long untilNanos;
    long heldMicros;
    volatile @Nullable LeaseEnd end;
    @Nullable Future<?> timer;

    Lease(long number, OpenGuest guest, String peer, long limitNanos) {
        this.number = number;
        this.guest = guest;
        this.peer = peer;
        this.limitNanos = limitNanos;
    }
}
