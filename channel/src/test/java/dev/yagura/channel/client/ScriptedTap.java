package dev.yagura.channel.client;

import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureSource;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/**
 * A capture that tells what a test says.
 *
 * @param steps what it tells, in order
 * @param closing is run when it is closed
 */
record ScriptedTap(BlockingQueue<Step> steps, Runnable closing) implements CaptureSource {
    /** What happens next. */
    sealed interface Step {
        /** Something is told. */
        record Tells(CaptureEvent event) implements Step {}

        /** The guest ends. */
        record Ends() implements Step {}

        /** The capture fails. */
        record Fails() implements Step {}
    }

    @Override
    public Optional<CaptureEvent> next() throws IOException {
        try {
            return switch (steps.take()) {
                case Step.Tells tells -> Optional.of(tells.event());
                case Step.Ends _ -> Optional.empty();
                case Step.Fails _ -> throw new IOException("QEMU sends what makes no sense");
            };
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public boolean isReady() {
        return !steps.isEmpty();
    }

    @Override
    public void close() {
        closing.run();
    }
}
