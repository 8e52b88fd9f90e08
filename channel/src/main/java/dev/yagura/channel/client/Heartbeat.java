package dev.yagura.channel.client;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Asks an agent whether it is there whenever nothing else was asked for a while. */
final class Heartbeat {
    private final ControlClient control;
    private final long intervalNanos;
    private final Consumer<ChannelException> onLoss;
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * Starts to ask.
     *
     * @param onLoss called once, by another thread, when the agent does not answer any more
     */
    Heartbeat(ControlClient control, Duration interval, Consumer<ChannelException> onLoss) {
        this.control = control;
        this.intervalNanos = interval.toNanos();
        this.onLoss = onLoss;
        this.thread = Thread.ofPlatform().daemon().name("yagura-agent-heartbeat").start(this::beat);
    }

    private void beat() {
        try {
            while (!stopped) {
                long due = control.lastAnswerNanos() + intervalNanos - System.nanoTime();
                if (due > 0) {
                    LockSupport.parkNanos(this, Math.max(due, TimeUnit.MILLISECONDS.toNanos(1)));
                } else {
                    control.ask(ControlRequest.Ping::new, ControlResponse.Pong.class);
                }
            }
        } catch (ChannelException e) {
            if (!stopped) {
                onLoss.accept(e);
            }
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
