package dev.yagura.it;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets bytes pass, and does something once, before the byte of that number from the agent. */
final class OnceAt implements Wire.Tap {

    /** What is done. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private final long at;
    private final Action action;
    private final AtomicBoolean done = new AtomicBoolean();

    OnceAt(long at, Action action) {
        this.at = at;
        this.action = action;
    }

    boolean isDone() {
        return done.get();
    }

    @Override
    public List<byte[]> pass(Wire.Way way, long offset, byte[] bytes) throws IOException {
        if (way == Wire.Way.FROM_AGENT && offset + bytes.length > at && !done.getAndSet(true)) {
            action.run();
        }
        return List.of(bytes);
    }
}
