package dev.yagura.attestation.record;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.record.RecordHead.Before;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Begins records, numbers them, and sees to their heartbeats: one for each attested program.
 *
 * <p>Safe for concurrent use; records may be written side by side.
 */
public final class Recorder implements AutoCloseable {
    /** Longest time between two lines of a record whose writer is alive. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final RecordKey key;
    private final InstantSource clock;
    private final Duration heartbeat;
    private final String series;
    private final ScheduledExecutorService heart;
    private int begun;
    private Optional<Before> ended = Optional.empty();

    /** Signs with {@code key}, by the system's clock. */
    public Recorder(RecordKey key) {
        this(key, InstantSource.system(), HEARTBEAT);
    }

    Recorder(RecordKey key, InstantSource clock, Duration heartbeat) {
        this.key = key;
        this.clock = clock;
        this.heartbeat = heartbeat;
        byte[] name = new byte[RecordHead.SERIES_BYTES];
        new SecureRandom().nextBytes(name);
        this.series = HexFormat.of().formatHex(name);
        this.heart =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("record-heartbeat").factory());
    }

    /**
     * Begins a record, and writes its first line.
     *
     * @param subject what it is about
     * @param lines receives each line, without its break; called by one thread at a time
     */
    public synchronized RecordWriter begin(String subject, Consumer<String> lines) {
        begun++;
        RecordHead head =
                new RecordHead(
                        series,
                        begun,
                        ended,
                        subject,
                        heartbeat,
                        key.publicKey(),
                        key.evidence(),
                        key.collateral());
        return new RecordWriter(head, key.privateKey(), clock, lines, heart, this::end);
    }

    private synchronized void end(int number, Sha256 lastLine) {
        ended = Optional.of(new Before(number, lastLine));
    }

    /** Ends the heartbeats. */
    @Override
    public void close() {
        heart.shutdownNow();
    }
}
