package dev.yagura.hypervisor.tap;

import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CapturedFrame;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.Optional;

/** One interface's two sockets; used by one thread, but for {@link #follow} and closing. */
final class TappedInterface implements Closeable {
    /** More than a socket holds: what was in it at some moment is read by then. */
    private static final int SETTLING_BYTES = 1 << 20;

    private final CaptureInterface captureInterface;
    private final SocketChannel all;
    private final SocketChannel sent;
    private final FrameSplitter allFrames = new FrameSplitter();
    private final FrameSplitter sentFrames = new FrameSplitter();
    private final Directions directions = new Directions();
    private volatile boolean attached;
    private boolean following;

    /**
     * Takes over two sockets.
     *
     * @param all of the filter that mirrors all frames
     * @param sent of the one that mirrors what the guest sends
     */
    TappedInterface(CaptureInterface captureInterface, SocketChannel all, SocketChannel sent) {
        this.captureInterface = captureInterface;
        this.all = all;
        this.sent = sent;
    }

    void register(Selector selector) throws IOException {
        all.register(selector, SelectionKey.OP_READ, this);
        sent.register(selector, SelectionKey.OP_READ, this);
    }

    /** Says that both filters are there. Any thread may call this. */
    void follow() {
        attached = true;
    }

    /**
     * Reads what is there, without waiting.
     *
     * @return whether more may come
     * @throws IOException if a socket fails, or holds what cannot be right
     */
    boolean read(FrameQueue queue) throws IOException {
        if (attached && !following) {
            following = true;
            int total = 0;
            for (int count = readOnce(queue); count > 0 && total < SETTLING_BYTES; ) {
                total += count;
                count = readOnce(queue);
            }
            directions.follow();
        }
        return readOnce(queue) >= 0;
    }

    /**
     * Of a frame that is among all frames, the second filter has written its copy before: so that
     * socket is read later, and before the frames are looked at.
     */
    private int readOnce(FrameQueue queue) throws IOException {
        int count = allFrames.fill(all);
        readSent();
        Instant now = Instant.now();
        for (byte[] frame = allFrames.next(); frame != null; frame = allFrames.next()) {
            queue.offer(
                    new CapturedFrame(
                            captureInterface,
                            Optional.of(now),
                            directions.of(frame),
                            frame.length,
                            MemorySegment.ofArray(frame)));
        }
        return count;
    }

    private void readSent() throws IOException {
        while (sent.isOpen()) {
            int count = sentFrames.fill(sent);
            for (byte[] frame = sentFrames.next(); frame != null; frame = sentFrames.next()) {
                directions.sent(frame);
            }
            if (count < 0) {
                sent.close();
                directions.end();
            }
            if (count <= 0) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (sent) {
            all.close();
        }
    }
}
