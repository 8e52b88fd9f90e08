package dev.yagura.cli.capture;

import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.LossTally;
import dev.yagura.network.capture.PcapngWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes a capture down and counts what is in it. {@link #stop} may be called by any thread. */
public final class Recording {
    private static final String BROKEN_PIPE = "Broken pipe";

    /**
     * When to end by itself.
     *
     * @param frames after so many; at least 1
     * @param time after so long
     */
    public record Limits(OptionalLong frames, Optional<Duration> time) {}

    private final CaptureSource source;
    private final Limits limits;
    private final LossTally losses = new LossTally();
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private long frames;
    private long bytes;
    private volatile boolean stopped;

    /** Prepares to record. */
    public Recording(CaptureSource source, Limits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * Records until a limit is reached, the capture ends, whoever reads {@code out} has gone, or it
     * is stopped.
     *
     * @return why it broke off; empty if it did not
     * @throws IOException if {@code out} fails otherwise
     */
    public Optional<String> run(OutputStream out) throws IOException {
        try {
            return record(out, PcapngWriter.begin(out, "yagura"));
        } catch (IOException e) {
            if (BROKEN_PIPE.equals(e.getMessage())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<String> record(OutputStream out, PcapngWriter writer) throws IOException {
        while (!stopped && !isEnough()) {
            if (!source.isReady()) {
                out.flush();
            }
            Optional<CaptureEvent> event;
            try {
                event = source.next();
            } catch (IOException e) {
                out.flush();
                return stopped ? Optional.empty() : Optional.of(String.valueOf(e.getMessage()));
            }
            if (event.isEmpty()) {
                break;
            }
            count(event.get());
            writer.write(event.get());
        }
        out.flush();
        return Optional.empty();
    }

    private boolean isEnough() {
        return (limits.frames().isPresent() && frames >= limits.frames().getAsLong())
                || (limits.time().isPresent()
                        && System.nanoTime() - startNanos >= limits.time().get().toNanos());
    }

    private void count(CaptureEvent event) {
        losses.count(event);
        switch (event) {
            case CaptureEvent.Described described -> interfaces.add(described.captureInterface());
            case CaptureEvent.Frame frame -> {
                frames++;
                bytes += frame.frame().originalLengthBytes();
            }
            case CaptureEvent.Counted _ -> {}
        }
    }

    /** Ends it with the next event. */
    public void stop() {
        stopped = true;
    }

    /** Returns the interfaces, in the order of the capture. */
    public List<CaptureInterface> interfaces() {
        return List.copyOf(interfaces);
    }

    /** Returns how many frames were recorded. */
    public long frames() {
        return frames;
    }

    /** Returns how long they were on the wire, together. */
    public long bytes() {
        return bytes;
    }

    /** Returns what was lost. */
    public LossTally losses() {
        return losses;
    }
}
