package dev.yagura.channel.client;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.Printable;
import dev.yagura.channel.control.ControlFrames;
import dev.yagura.channel.control.ControlLimits;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import dev.yagura.channel.control.RefusalCode;
import dev.yagura.channel.control.RequestCodec;
import dev.yagura.channel.control.ResponseCodec;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Asks one request after another; any thread may ask. The first failure is the last word. */
final class ControlClient {
    private final TlsChannel channel;
    private final Duration answerTime;
    private final ReentrantLock asking = new ReentrantLock();
    private long requests;
    private volatile long lastAnswerNanos = System.nanoTime();
    private volatile @Nullable ChannelException dead;

    ControlClient(TlsChannel channel, Duration answerTime) {
        this.channel = channel;
        this.answerTime = answerTime;
    }

    /**
     * Asks a request and waits for its answer.
     *
     * @param request makes the request with the id it is given
     * @param expected type of the answer
     * @throws ChannelException if the agent refuses, or the connection fails
     */
    <T extends ControlResponse> T ask(LongFunction<ControlRequest> request, Class<T> expected)
            throws ChannelException {
        asking.lock();
        try {
            ChannelException gone = dead;
            if (gone != null) {
                throw new ChannelException(gone.reason(), String.valueOf(gone.getMessage()), gone);
            }
            return expected.cast(answer(request.apply(++requests), expected));
        } catch (MalformedStructureException e) {
            throw fail(
                    new ChannelException(
                            Reason.PROTOCOL, channel.peer() + ": " + e.getMessage(), e));
        } catch (ChannelException e) {
            throw e.reason().isAnswer() ? e : fail(e);
        } finally {
            asking.unlock();
        }
    }

    private ControlResponse answer(ControlRequest request, Class<?> expected)
            throws ChannelException, MalformedStructureException {
        Deadline deadline = Deadline.after(answerTime);
        try {
            ControlFrames.send(channel, RequestCodec.encode(request), deadline);
        } catch (ChannelException e) {
            throw channel.explain(e);
        }
        Optional<byte[]> json =
                ControlFrames.receive(channel, ControlLimits.MAX_RESPONSE_BYTES, deadline);
        if (json.isEmpty()) {
            throw new ChannelException(
                    Reason.CLOSED,
                    channel.peer() + ": it closed the connection, expected an answer");
        }
        ControlResponse response = ResponseCodec.decode(json.get());
        if (response instanceof ControlResponse.Refused refused
                && (refused.id() == request.id() || refused.code() == RefusalCode.BAD_REQUEST)) {
            throw new ChannelException(
                    refused.code().reason(),
                    "%s: %s".formatted(channel.peer(), Printable.of(refused.message())));
        }
        if (response.id() != request.id()) {
            throw wrong("id is %d, expected %d".formatted(response.id(), request.id()));
        }
        if (!expected.isInstance(response)) {
            throw wrong(
                    "op is that of %s, expected %s"
                            .formatted(
                                    response.getClass().getSimpleName(), expected.getSimpleName()));
        }
        lastAnswerNanos = System.nanoTime();
        return response;
    }

    private ChannelException wrong(String detail) {
        return new ChannelException(
                Reason.PROTOCOL, channel.peer() + ": control response: " + detail);
    }

    /** Returns when the agent last answered. */
    long lastAnswerNanos() {
        return lastAnswerNanos;
    }

    /** Returns why the connection ended, or null while it works. */
    @Nullable ChannelException failure() {
        return dead;
    }

    private ChannelException fail(ChannelException e) {
        dead = e;
        channel.close();
        return e;
    }

    /** Ends the connection in due form; a request that is under way fails. */
    void close() {
        if (dead == null) {
            dead =
                    new ChannelException(
                            Reason.CLOSED_HERE,
                            channel.peer() + ": connection was closed on this end");
        }
        channel.close();
    }
}
