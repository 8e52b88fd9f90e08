package dev.yagura.hypervisor.tap;

import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureSource;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A tap that is attached: its frames, until it is closed or QEMU ends. */
final class GuestTap implements CaptureSource {
    private final FrameQueue queue;
    private final TapReader reader;
    private final Detachment detachment;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes the filters off QEMU. */
    @FunctionalInterface
    interface Detachment {
        void detach() throws IOException;
    }

    GuestTap(FrameQueue queue, TapReader reader, Detachment detachment) {
        this.queue = queue;
        this.reader = reader;
        this.detachment = detachment;
    }

    @Override
    public Optional<CaptureEvent> next() throws IOException {
        return queue.take();
    }

    @Override
    public boolean isReady() {
        return queue.isReady();
    }

    /**
     * Takes the tap off. The sockets are read until then: QEMU could not answer while it waits for
     * a reader.
     *
     * @throws IOException if QEMU is there and cannot be asked; its filters then lead nowhere
     */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            detachment.detach();
        } finally {
            reader.stop();
            queue.end();
        }
    }
}
