package dev.yagura.channel.plan9;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.storage.posix.Errno;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One client of a server of files. Requests are answered as they are done, many at a time; one
 * thread reads them.
 *
 * <p>A request of which no sense can be made is answered by {@code EPROTO}, and ends the
 * connection, as does a message that cannot be told from the next.
 */
final class Plan9Session {
    private final ByteStream stream;
    private final Plan9Limits limits;
    private final Plan9Dialogue dialogue;
    private final Semaphore places;
    private final Map<Integer, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private final ReentrantLock sending = new ReentrantLock();

    Plan9Session(ByteStream stream, FileExports exports, Plan9Limits limits) {
        this.stream = stream;
        this.limits = limits;
        this.dialogue = new Plan9Dialogue(exports, limits);
        this.places = new Semaphore(limits.requests());
    }

    /**
     * Answers requests until the connection ends.
     *
     * @throws ChannelException when it does; never returns otherwise
     * @throws MalformedStructureException if the client breaks the protocol
     */
    void serve() throws ChannelException, MalformedStructureException {
        try {
            while (true) {
                take(
                        Message.receive(
                                stream, dialogue.messageBytes(), limits.idle(), limits.message()));
            }
        } catch (MalformedStructureException e) {
            stream.abort(); // now, and not when what is under way has ended
            throw e;
        } finally {
            places.acquireUninterruptibly(limits.requests());
            dialogue.close();
        }
    }

    private void take(Message message) throws ChannelException, MalformedStructureException {
        Request request;
        try {
            request = dialogue.parse(message);
        } catch (MalformedStructureException e) {
            send(Answers.failure(message.tag(), Errno.EPROTO));
            throw e;
        }
        switch (request) {
            case Request.Version _ -> {
                places.acquireUninterruptibly(limits.requests());
                try {
                    send(dialogue.answer(message.tag(), request));
                } finally {
                    places.release(limits.requests());
                }
            }
            case Request.Flush flush -> flush(message.tag(), flush.tag());
            default -> start(message, request);
        }
    }

    private void start(Message message, Request request) throws MalformedStructureException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (underWay.putIfAbsent(message.tag(), done) != null) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    message.name(),
                    "tag",
                    5,
                    "is %d, that of a request under way".formatted(message.tag()));
        }
        places.acquireUninterruptibly();
        Thread.ofVirtual()
                .name("yagura-9p-" + stream.peer())
                .start(() -> answer(message.tag(), request, done));
    }

    private void answer(int tag, Request request, CompletableFuture<Void> done) {
        boolean answered = false;
        try {
            ByteBuffer answer = dialogue.answer(tag, request);
            sending.lock();
            try {
                // The client may give the tag anew as soon as it has the answer, and not before;
                // what it flushes meanwhile is said behind the answer.
                underWay.remove(tag);
                send(answer);
            } finally {
                sending.unlock();
            }
            answered = true;
        } catch (ChannelException e) {
            // The thread that reads finds the same.
        } finally {
            underWay.remove(tag, done);
            done.complete(null);
            places.release();
            if (!answered) {
                stream.abort();
            }
        }
    }

    /** Lets the other request be answered, which takes bounded time, and says so then. */
    private void flush(int tag, int other) throws ChannelException {
        ByteBuffer answer = new MessageWriter(MessageType.RFLUSH, tag, 0).done();
        CompletableFuture<Void> waited = underWay.get(other);
        if (waited == null) {
            send(answer);
            return;
        }
        places.acquireUninterruptibly();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        waited.join();
                        send(answer);
                    } catch (ChannelException e) {
                        stream.abort();
                    } finally {
                        places.release();
                    }
                });
    }

    private void send(ByteBuffer message) throws ChannelException {
        sending.lock();
        try {
            Deadline deadline = Deadline.after(limits.message());
            stream.write(message, deadline);
            stream.flush(deadline);
        } finally {
            sending.unlock();
        }
    }
}
