package dev.yagura.network.capture;

import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A capture that is read from a stream, pcap or pcapng; its begin is read with the first event. */
public final class CaptureStream implements CaptureSource {
    private final InputStream in;
    private @Nullable CaptureReader reader;
    private volatile boolean closed;

    /** Reads from a stream, which is closed with this. */
    public CaptureStream(InputStream in) {
        this.in = in;
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedStructureException if what comes next cannot be right, or is cut off
     */
    @Override
    public Optional<CaptureEvent> next() throws IOException {
        try {
            CaptureReader current = reader;
            if (current == null) {
                current = CaptureReader.open(in);
                reader = current;
            }
            return current.nextEvent();
        } catch (IOException e) {
            if (closed) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public boolean isReady() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true; // the next event says what is wrong
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        in.close();
    }
}
