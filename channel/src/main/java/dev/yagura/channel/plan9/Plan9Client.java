package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client's end of a connection: sends requests, many at a time, and gives each its answer.
 *
 * <p>Whatever breaks the protocol, or is not answered in time, ends the connection, and all
 * requests under way with it.
 */
final class Plan9Client implements AutoCloseable {
    /** Requests under way; more threads than that wait. */
    private static final int MAX_REQUESTS = 32;

    private static final Duration ANSWER_TIME = Duration.ofSeconds(60);

    private final ByteStream stream;
    private final BlockingQueue<Integer> tags = new ArrayBlockingQueue<>(MAX_REQUESTS);
    private final Map<Integer, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();
    private final ReentrantLock sending = new ReentrantLock();
    private final int messageBytes;
    private final CompletableFuture<IOException> lost = new CompletableFuture<>();
    private volatile boolean closed;

    private Plan9Client(ByteStream stream, int messageBytes) {
        this.stream = stream;
        this.messageBytes = messageBytes;
        for (int tag = 0; tag < MAX_REQUESTS; tag++) {
            tags.add(tag);
        }
    }

    /**
     * Agrees upon version and length of messages.
     *
     * @param stream connected; the client's from here on
     * @param maxBytes longest message
     * @throws IOException if the server speaks another version, or the connection ends
     */
    static Plan9Client open(ByteStream stream, int maxBytes) throws IOException {
        try {
            Deadline deadline = Deadline.after(ANSWER_TIME);
            stream.write(
                    new MessageWriter(MessageType.TVERSION, Plan9.NO_TAG, Plan9.MAX_VERSION_BYTES)
                            .u32(maxBytes)
                            .string(Plan9.VERSION)
                            .done(),
                    deadline);
            stream.flush(deadline);
            Message answer =
                    Message.receive(stream, Plan9.MIN_MESSAGE_BYTES, ANSWER_TIME, ANSWER_TIME);
            MessageReader in = body(answer, MessageType.RVERSION);
            int agreed = in.u32("msize", maxBytes);
            String version = new String(in.string("version"), UTF_8);
            if (!version.equals(Plan9.VERSION) || agreed < Plan9.MIN_MESSAGE_BYTES) {
                throw in.malformed(
                        Reason.UNSUPPORTED,
                        "version",
                        0,
                        "is \"%s\" with messages of %d bytes".formatted(version, agreed));
            }
            in.end();
            Plan9Client client = new Plan9Client(stream, agreed);
            Thread.ofPlatform().daemon().name("yagura-9p-" + stream.peer()).start(client::receive);
            return client;
        } catch (IOException e) {
            stream.abort();
            throw e;
        }
    }

    /** Returns how long a message may be. */
    int messageBytes() {
        return messageBytes;
    }

    /** Returns what completes when the connection ends and {@link #close} has not ended it. */
    CompletableFuture<IOException> lost() {
        return lost;
    }

    /** Puts a request together, once its tag is known. */
    @FunctionalInterface
    interface Fields {
        void put(MessageWriter message);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param bodyBytes most bytes that {@code fields} puts
     * @param answer what must come
     * @return the answer's fields
     * @throws ErrnoException if the server answers by an error
     * @throws IOException if the connection ends
     */
    MessageReader ask(MessageType request, int bodyBytes, Fields fields, MessageType answer)
            throws IOException {
        int tag = takeTag();
        CompletableFuture<Message> coming = new CompletableFuture<>();
        waiting.put(tag, coming);
        try {
            if (closed) {
                throw ended();
            }
            MessageWriter message = new MessageWriter(request, tag, bodyBytes);
            fields.put(message);
            send(message);
            return body(await(coming), answer);
        } catch (MalformedStructureException e) {
            stream.abort();
            throw e;
        } finally {
            waiting.remove(tag);
            tags.add(tag);
        }
    }

    private int takeTag() throws ChannelException {
        try {
            Integer tag = tags.poll(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
            if (tag == null) {
                throw late();
            }
            return tag;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void send(MessageWriter message) throws ChannelException {
        sending.lock();
        try {
            Deadline deadline = Deadline.after(ANSWER_TIME);
            stream.write(message.done(), deadline);
            stream.flush(deadline);
        } finally {
            sending.unlock();
        }
    }

    private Message await(CompletableFuture<Message> coming) throws IOException {
        try {
            return coming.get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("files: " + cause(e), e);
        } catch (TimeoutException e) {
            stream.abort(); // a late answer would be taken for another request's
            throw late();
        } catch (InterruptedException e) {
            stream.abort();
            throw interrupted(e);
        }
    }

    private static String cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    /** Gives answers to who waits for them, until the connection ends. */
    private void receive() {
        try {
            while (true) {
                Message message =
                        Message.receive(
                                stream, messageBytes, Plan9Limits.DEFAULT.idle(), ANSWER_TIME);
                CompletableFuture<Message> coming = waiting.get(message.tag());
                if (coming == null || !coming.complete(message)) {
                    throw new MalformedStructureException(
                            Reason.OUT_OF_RANGE,
                            message.name(),
                            "tag",
                            5,
                            "is %d, of no request".formatted(message.tag()));
                }
            }
        } catch (ChannelException | MalformedStructureException e) {
            boolean meant = closed;
            closed = true;
            stream.abort();
            waiting.values().forEach(coming -> coming.completeExceptionally(e));
            if (!meant) {
                lost.complete(e);
            }
        }
    }

    private static MessageReader body(Message message, MessageType expected)
            throws MalformedStructureException, ErrnoException {
        MessageReader in = message.reader();
        if (message.type() == MessageType.RLERROR.number()) {
            Errno errno = Errno.of(in.u32("ecode"));
            in.end();
            throw new ErrnoException(errno, "files: the server says " + errno);
        }
        if (message.type() != expected.number()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    message.name(),
                    "type",
                    4,
                    "comes in place of " + expected);
        }
        return in;
    }

    private ChannelException ended() {
        return new ChannelException(
                ChannelException.Reason.CLOSED, stream.peer() + ": the connection has ended");
    }

    private ChannelException late() {
        return new ChannelException(
                ChannelException.Reason.TIMEOUT,
                "%s: no answer about a file in %d s"
                        .formatted(stream.peer(), ANSWER_TIME.toSeconds()));
    }

    private ChannelException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ChannelException(
                ChannelException.Reason.CLOSED_HERE, stream.peer() + ": interrupted", e);
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
    }
}
