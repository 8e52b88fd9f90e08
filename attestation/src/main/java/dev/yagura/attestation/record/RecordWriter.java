package dev.yagura.attestation.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Sha256;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes one record, line by line. A record without its last line shows that it was cut.
 *
 * <p>Safe for concurrent use.
 */
public final class RecordWriter implements AutoCloseable {
    /** Longest row in bytes; of a longer one the record holds length and digest. */
    public static final int MAX_ROW_BYTES = 2 << 20;

    /** Told of the last line. */
    @FunctionalInterface
    interface Ending {
        void ended(int number, Sha256 lastLine);
    }

    private final int number;
    private final PrivateKey key;
    private final InstantSource clock;
    private final Consumer<String> lines;
    private final Ending ending;
    private final Future<?> heartbeats;
    private Optional<Sha256> previous = Optional.empty();
    private int sequence;
    private long rows;
    private boolean closed;

    RecordWriter(
            RecordHead head,
            PrivateKey key,
            InstantSource clock,
            Consumer<String> lines,
            ScheduledExecutorService heart,
            Ending ending) {
        this.number = head.number();
        this.key = key;
        this.clock = clock;
        this.lines = lines;
        this.ending = ending;
        write(Part.HEAD, head.encode());
        long millis = head.heartbeat().toMillis();
        // Half as often as promised: a thread may be late.
        this.heartbeats =
                heart.scheduleWithFixedDelay(
                        this::beat, millis / 2, millis / 2, TimeUnit.MILLISECONDS);
    }

    /**
     * Adds a row.
     *
     * @param json the row, as one JSON object
     * @throws IllegalStateException if the record has ended
     */
    public synchronized void add(String json) {
        requireOpen();
        byte[] row = json.getBytes(UTF_8);
        write(Part.ROW, row.length <= MAX_ROW_BYTES ? row : tooLong(row));
        rows++;
    }

    private static byte[] tooLong(byte[] row) {
        return JsonLine.bytes(out -> {
            out.writeStringProperty("kind", "too-long");
            out.writeNumberProperty("bytes", row.length);
            out.writeStringProperty("sha256", Sha256.hash(row).hex());
        });
    }

    private synchronized void beat() {
        if (!closed) {
            write(Part.HEARTBEAT, counted());
        }
    }

    private byte[] counted() {
        return JsonLine.bytes(out -> out.writeNumberProperty(RecordReader.ROWS, rows));
    }

    private void write(Part part, byte[] payload) {
        LineHeader header = new LineHeader(part, sequence, previous, clock.instant());
        Jws line = Jws.sign(header.encode(), payload, key);
        lines.accept(line.line());
        previous = Optional.of(line.digest());
        sequence++;
    }

    /**
     * Writes the last line: all that was to be said is said.
     *
     * @throws IllegalStateException if the record has ended
     */
    public synchronized void end() {
        requireOpen();
        close();
        write(Part.END, counted());
        ending.ended(number, previous.orElseThrow());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("record %d has ended".formatted(number));
        }
    }

    /** Ends the heartbeats. A record that was not {@link #end ended} stays without a last line. */
    @Override
    public synchronized void close() {
        closed = true;
        heartbeats.cancel(false);
    }
}
