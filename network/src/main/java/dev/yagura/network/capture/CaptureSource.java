package dev.yagura.network.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A capture under way.
 *
 * <p>One thread takes events; any thread may close.
 */
public interface CaptureSource extends Closeable {
    /**
     * Waits for the next event. A source of live frames counts at least once a second, so that one
     * that is silent is told from one that is gone.
     *
     * @return empty at the end of the capture, or once it was closed here
     * @throws IOException if the capture breaks off
     */
    Optional<CaptureEvent> next() throws IOException;

    /** Returns whether {@link #next} has something to give without waiting. */
    boolean isReady();

    /** Ends the capture. Calling it twice is safe. */
    @Override
    void close() throws IOException;
}
