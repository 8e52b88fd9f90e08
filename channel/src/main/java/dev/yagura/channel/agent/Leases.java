package dev.yagura.channel.agent;

import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.AuditLog;
import dev.yagura.channel.control.LeaseEnd;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends every lease in time: when it runs out, when the guest has stood still for as long as it may,
 * or when its holder ends it. No peer can keep a guest paused by being silent.
 */
final class Leases implements AutoCloseable {
    private static final int RESUME_ATTEMPTS = 30;

    private final AgentServerConfig config;
    private final AuditLog audit;
    private final ScheduledExecutorService timers =
            Executors.newScheduledThreadPool(
                    2, Thread.ofPlatform().daemon().name("yagura-agent-leases-", 0).factory());
    private long numbers;

    Leases(AgentServerConfig config, AuditLog audit) {
        this.config = config;
        this.audit = audit;
    }

    /**
     * Pauses a guest.
     *
     * @throws IOException if that fails, or the guest has stood still for as long as it may
     */
    Lease start(OpenGuest guest, String peer, long askedMillis) throws IOException {
        long since = guest.pause();
        Lease lease;
        synchronized (this) {
            long limit = since + config.maxPause().toNanos();
            lease = new Lease(++numbers, guest, peer, limit);
            try {
                prolong(lease, askedMillis);
            } catch (RejectedExecutionException e) {
                guest.unpause();
                throw new IOException("agent: is shutting down", e);
            }
        }
        audit.record(
                new AuditEvent(
                        Kind.PAUSED,
                        peer,
                        "guest %s, lease %d of %d ms"
                                .formatted(
                                        guest.description().id(),
                                        lease.number,
                                        millisLeft(lease))));
        return lease;
    }

    /** Prolongs a lease, as far as it may be. Returns false if it has ended. */
    synchronized boolean prolong(Lease lease, long askedMillis) {
        if (lease.end != null) {
            return false;
        }
        long now = System.nanoTime();
        long granted =
                Math.min(TimeUnit.MILLISECONDS.toNanos(askedMillis), config.maxLease().toNanos());
        boolean limited = now + granted - lease.limitNanos > 0;
        lease.untilNanos = limited ? lease.limitNanos : now + granted;
        if (lease.timer != null) {
            lease.timer.cancel(false);
        }
        LeaseEnd why = limited ? LeaseEnd.LIMIT : LeaseEnd.EXPIRED;
        lease.timer =
                timers.schedule(
                        () -> end(lease, why), lease.untilNanos - now, TimeUnit.NANOSECONDS);
        return true;
    }

    /** Returns how long a lease still lasts, at least 1 ms. */
    static long millisLeft(Lease lease) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(lease.untilNanos - System.nanoTime()));
    }

    /** Ends a lease, unless it has ended already. */
    void end(Lease lease, LeaseEnd why) {
        synchronized (this) {
            if (lease.end != null) {
                return;
            }
            lease.end = why;
            lease.heldMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - lease.startNanos);
            if (lease.timer != null) {
                lease.timer.cancel(false);
            }
        }
        String guest = lease.guest.description().id();
        audit.record(
                new AuditEvent(
                        Kind.LEASE_ENDED,
                        lease.peer,
                        "guest %s, lease %d %s after %d us"
                                .formatted(guest, lease.number, why, lease.heldMicros)));
        try {
            lease.guest.unpause();
        } catch (IOException e) {
            failed(lease, e, 1);
        }
    }

    /** A guest that does not run again is the worst an agent can leave behind: it tries again. */
    private void failed(Lease lease, IOException e, int attempt) {
        audit.record(
                new AuditEvent(
                        Kind.FAILED,
                        lease.peer,
                        "guest %s: resume, attempt %d: %s"
                                .formatted(
                                        lease.guest.description().id(), attempt, e.getMessage())));
        if (attempt < RESUME_ATTEMPTS) {
            try {
                var _ = timers.schedule(() -> again(lease, attempt + 1), 1, TimeUnit.SECONDS);
            } catch (RejectedExecutionException closing) {
                // the guest's source resumes it when it is closed
            }
        }
    }

    private void again(Lease lease, int attempt) {
        try {
            lease.guest.resumeAgain();
        } catch (IOException e) {
            failed(lease, e, attempt);
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
