package dev.yagura.network.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport.Tcp;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One side of a TCP connection: what it sends, and what it said of how it receives. */
final class Side {
    private static final byte[] NOTHING = {};

    /** The oldest timestamp that still counts as new is older by this. */
    private static final int TIMESTAMP_SLACK = 1;

    private final StreamReporter reporter;
    final TcpStream stream;

    private OptionalInt offeredScale = OptionalInt.empty();
    private int windowScale = TcpOptions.MAX_WINDOW_SCALE; // unless the handshake says another
    private OptionalLong timestamp = OptionalLong.empty();
    private byte[] early = NOTHING;

    Side(StreamReporter reporter, FlowLimits limits) {
        this.reporter = reporter;
        this.stream = new TcpStream(reporter, limits.maxQueuedBytes());
    }

    /** Takes this side's SYN, with what it carries. */
    void open(Tcp syn, MemorySegment payload) {
        stream.start(syn.sequence() + 1);
        offeredScale = syn.options().windowScale();
        timestamp = syn.options().timestamp();
        early = payload.toArray(JAVA_BYTE);
    }

    /** Windows are scaled if both sides said so in their SYN. */
    void agreeOnScale(Side other) {
        boolean both = offeredScale.isPresent() && other.offeredScale.isPresent();
        windowScale = both ? offeredScale.getAsInt() : 0;
        other.windowScale = both ? other.offeredScale.getAsInt() : 0;
    }

    int windowScale() {
        return windowScale;
    }

    /** Returns whether what this side sent can be acknowledged by a segment. */
    boolean canHaveBeenAcknowledged(Tcp tcp) {
        return stream.isStarted() && stream.canAcknowledge(stream.offsetOf(tcp.acknowledgment()));
    }

    /** Returns whether a segment acknowledges this side's SYN, with what it carried or without. */
    boolean isSynAcknowledged(Tcp tcp) {
        long offset = stream.offsetOf(tcp.acknowledgment());
        return stream.isStarted() && offset >= 0 && offset <= early.length;
    }

    /** Takes what the other side says of what this one sent. */
    void acknowledge(Tcp tcp, long windowBytes) {
        long offset = stream.offsetOf(tcp.acknowledgment());
        if (early.length > 0 && offset >= early.length) {
            stream.accept(0, MemorySegment.ofArray(early));
        }
        early = NOTHING;
        stream.acknowledge(offset, windowBytes);
    }

    /** Returns whether a segment of this side has an older timestamp than the last one. */
    boolean isOld(TcpOptions options) {
        return options.timestamp().isPresent()
                && timestamp.isPresent()
                && (int) (timestamp.getAsLong() - options.timestamp().getAsLong())
                        > TIMESTAMP_SLACK;
    }

    /** Notes a newer timestamp, of a segment that starts at what the receiver has acknowledged. */
    void keepTimestamp(TcpOptions options, long start) {
        OptionalLong other = options.timestamp();
        if (start <= stream.acknowledged()
                && other.isPresent()
                && (timestamp.isEmpty() || (int) (other.getAsLong() - timestamp.getAsLong()) > 0)) {
            timestamp = other;
        }
    }

    void report(AnomalyKind kind, Tcp tcp) {
        reporter.anomaly(kind, stream.isStarted() ? stream.offsetOf(tcp.sequence()) : 0);
    }
}
