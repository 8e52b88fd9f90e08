package dev.yagura.channel.tls;

import dev.yagura.channel.ChannelException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The other end of a test's conversation, in a thread of its own. */
public final class Background<T> {
    /** Longer than any deadline of a test, so that a hang fails it and does not stall the build. */
    private static final long PATIENCE_SECONDS = 60;

    private final FutureTask<T> task;

    private Background(FutureTask<T> task) {
        this.task = task;
    }

    /** Starts {@code call}. */
    public static <T> Background<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().start(task);
        return new Background<>(task);
    }

    /** Waits for the result; what the call threw is thrown here. */
    public T result() throws Exception {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the other end has not come to an end", e);
        }
    }

    /** Waits for the failure of the call, which is one of the channel. */
    public ChannelException failure() throws Exception {
        try {
            throw new AssertionError("expected a failure, got " + result());
        } catch (ChannelException e) {
            return e;
        }
    }
}
