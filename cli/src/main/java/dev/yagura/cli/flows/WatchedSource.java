package dev.yagura.cli.flows;

import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.PacketDecoder;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Packets that are sorted into flows as they pass. */
public final class WatchedSource implements CaptureSource {
    private final CaptureSource source;
    private final FrameWatcher frames;
    private final PacketDecoder decoder = new PacketDecoder();
    private final AppLayer app;
    private final FlowTable table;
    private Instant time = Instant.EPOCH;
    private long malformed;

    /** Is given frames. */
    public interface FrameWatcher {
        /**
         * Takes a frame.
         *
         * @param decoded what is in it
         * @param time when it was captured, or the last one that has a time
         */
        void frame(CapturedFrame frame, DecodedFrame decoded, Instant time);
    }

    /** Watches a source, and tells a listener what is in its flows. */
    public WatchedSource(CaptureSource source, AppListener listener) {
        this(source, listener, (_, _, _) -> {});
    }

    /**
     * Watches a source.
     *
     * @param listener is told what is in its flows
     * @param frames is given each frame before that
     */
    public WatchedSource(CaptureSource source, AppListener listener, FrameWatcher frames) {
        this.source = source;
        this.frames = frames;
        this.app = new AppLayer(listener);
        this.table = new FlowTable(FlowLimits.DEFAULT, app);
    }

    @Override
    public Optional<CaptureEvent> next() throws IOException {
        Optional<CaptureEvent> event = source.next();
        if (event.isPresent() && event.get() instanceof CaptureEvent.Frame frame) {
            time = frame.frame().time().orElse(time);
            DecodedFrame decoded = decoder.decode(frame.frame());
            if (decoded instanceof DecodedFrame.Malformed) {
                malformed++;
            }
            frames.frame(frame.frame(), decoded, time);
            table.accept(decoded, time);
        }
        return event;
    }

    /** Ends the flows that are left. */
    public void finish() {
        table.finish();
    }

    /** Returns how many frames no receiver takes, or could not be read. */
    public long malformed() {
        return malformed;
    }

    /** Returns how many flows or parts of flows were given up because there were too many. */
    public long givenUp() {
        return table.evicted() + table.givenUp() + app.givenUp() + decoder.fragments().givenUp();
    }

    @Override
    public boolean isReady() {
        return source.isReady();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
