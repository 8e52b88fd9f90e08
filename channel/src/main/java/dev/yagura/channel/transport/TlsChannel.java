package dev.yagura.channel.transport;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * A stream protected by TLS 1.3, both ends authenticated.
 *
 * <p>Writes are gathered into full records and sent by {@link #flush}, or when the buffers are
 * full. An end of the stream without TLS's closing alert is an error, never an end.
 *
 * <p>One thread may read while another writes. Any thread may close. After an exception other than
 * that of a caller's bug, the channel is dead.
 */
public final class TlsChannel implements ByteStream {
    private static final int RECORD_BYTES = 1 << 14;
    private static final int NET_BUFFER_BYTES = 1 << 18;
    private static final Duration CLOSING_TIME = Duration.ofSeconds(1);

    private final PlainChannel plain;
    private final SSLEngine engine;
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer netIn = ByteBuffer.allocate(NET_BUFFER_BYTES).limit(0);
    private final ByteBuffer netOut = ByteBuffer.allocate(NET_BUFFER_BYTES);
    private final ByteBuffer appOut = ByteBuffer.allocate(RECORD_BYTES);
    private final ByteBuffer appIn;
    private boolean inputEnded;

    private TlsChannel(PlainChannel plain, SSLEngine engine) {
        this.plain = plain;
        this.engine = engine;
        this.appIn =
                ByteBuffer.allocate(engine.getSession().getApplicationBufferSize() + RECORD_BYTES)
                        .limit(0);
    }

    /**
     * Performs the handshake as the client. On failure the socket is closed.
     *
     * @param plain connected socket, owned by the result from here on
     * @param context keys, and the trust manager that appraises the server
     * @param protocol the application protocol to ask for (ALPN)
     * @throws ChannelException if the server cannot be trusted, or the handshake fails otherwise
     */
    public static TlsChannel client(
            PlainChannel plain, SSLContext context, String protocol, Deadline deadline)
            throws ChannelException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        return handshake(plain, engine, List.of(protocol), deadline);
    }

    /**
     * Performs the handshake as the server, which insists on the client's certificate. On failure
     * the socket is closed, after the client was told why.
     *
     * @param plain connected socket, owned by the result from here on
     * @param context keys, and the trust manager that appraises the client
     * @param protocols application protocols, best first; a client may also name none
     * @throws ChannelException if the client cannot be trusted, or the handshake fails otherwise
     */
    public static TlsChannel server(
            PlainChannel plain, SSLContext context, List<String> protocols, Deadline deadline)
            throws ChannelException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return handshake(plain, engine, protocols, deadline);
    }

    private static TlsChannel handshake(
            PlainChannel plain, SSLEngine engine, List<String> protocols, Deadline deadline)
            throws ChannelException {
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return over(plain, engine, deadline);
    }

    /** Performs the handshake with an engine that is set up. */
    static TlsChannel over(PlainChannel plain, SSLEngine engine, Deadline deadline)
            throws ChannelException {
        TlsChannel channel = new TlsChannel(plain, engine);
        long before = System.currentTimeMillis();
        try {
            engine.beginHandshake();
            channel.shakeHands(deadline);
            channel.refuseResumed(before);
            return channel;
        } catch (SSLException e) {
            channel.sendAlert();
            throw TlsFailure.inHandshake(plain.peer(), e);
        } catch (ChannelException e) {
            plain.close();
            throw e;
        }
    }

    private void shakeHands(Deadline deadline) throws SSLException, ChannelException {
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
            switch (status) {
                case NEED_TASK -> {
                    runTasks();
                    status = engine.getHandshakeStatus();
                }
                case NEED_WRAP -> {
                    status = wrap(new ByteBuffer[] {ByteBuffer.allocate(0)}, deadline);
                    if (status != HandshakeStatus.NEED_WRAP) {
                        drain(deadline);
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult result = engine.unwrap(netIn, appIn.clear());
                    appIn.flip();
                    switch (result.getStatus()) {
                        case BUFFER_UNDERFLOW -> receive(deadline);
                        case CLOSED -> throw closedByPeer();
                        case BUFFER_OVERFLOW -> throw oversized();
                        case OK -> {}
                    }
                    status = result.getHandshakeStatus();
                }
                case FINISHED, NOT_HANDSHAKING -> {}
            }
        }
        drain(deadline);
    }

    /** A resumed session would pass by the trust manager, and so by the appraisal of evidence. */
    private void refuseResumed(long before) throws SSLException {
        long age = before - engine.getSession().getCreationTime();
        if (age > CLOSING_TIME.toMillis()) {
            throw new SSLException("session is resumed, expected a full handshake");
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Returns the application protocol both ends agreed on; empty if the client named none. */
    public String protocol() {
        String protocol = engine.getApplicationProtocol();
        return protocol == null ? "" : protocol;
    }

    /** Returns the session, for the other end's certificates and the cipher suite. */
    public SSLSession session() {
        return engine.getSession();
    }

    /** Returns how messages call the other end. */
    @Override
    public String peer() {
        return plain.peer();
    }

    /** Returns whether the channel is open on this end. */
    public boolean isOpen() {
        return plain.isOpen();
    }

    /**
     * Reads what is there, at least one byte. If that has to wait, it sends what was written first.
     *
     * @param destination has room for at least one byte
     * @return how many bytes were read, or -1 if the other end has closed the stream in due form
     * @throws ChannelException if the stream was cut or altered, or the deadline passes
     */
    public int read(ByteBuffer destination, Deadline deadline) throws ChannelException {
        if (!appIn.hasRemaining()) {
            if (destination.remaining() >= appIn.capacity()) {
                return unwrap(destination, deadline);
            }
            int count = unwrap(appIn.clear(), deadline);
            appIn.flip();
            if (count < 0) {
                return count;
            }
        }
        int count = Math.min(appIn.remaining(), destination.remaining());
        destination.put(destination.position(), appIn, appIn.position(), count);
        destination.position(destination.position() + count);
        appIn.position(appIn.position() + count);
        return count;
    }

    /**
     * Fills {@code destination}.
     *
     * @throws ChannelException as {@link #read}, and with {@link Reason#CLOSED} if the other end
     *     closes the stream before that
     */
    @Override
    public void readFully(ByteBuffer destination, Deadline deadline) throws ChannelException {
        while (destination.hasRemaining()) {
            if (read(destination, deadline) < 0) {
                throw closedByPeer();
            }
        }
    }

    /** Returns whether the next read has something to give without waiting for the other end. */
    public boolean hasInput() {
        if (appIn.hasRemaining()) {
            return true;
        }
        int have = netIn.remaining();
        return have >= 5 && have >= 5 + (netIn.getShort(netIn.position() + 3) & 0xFFFF);
    }

    /** Unwraps records into {@code target} until at least one byte came, or the end. */
    private int unwrap(ByteBuffer target, Deadline deadline) throws ChannelException {
        int before = target.position();
        try {
            while (target.position() == before) {
                if (inputEnded) {
                    return -1;
                }
                SSLEngineResult result = engine.unwrap(netIn, target);
                switch (result.getStatus()) {
                    case BUFFER_UNDERFLOW -> receive(deadline);
                    case CLOSED -> inputEnded = true;
                    case OK -> afterMessage(result.getHandshakeStatus(), deadline);
                    case BUFFER_OVERFLOW -> throw oversized();
                }
            }
            return target.position() - before;
        } catch (SSLException e) {
            sendAlert();
            throw TlsFailure.afterHandshake(peer(), e);
        }
    }

    private static SSLException oversized() {
        return new SSLException("record is larger than TLS 1.3 allows");
    }

    /** Follows up a post-handshake message: a ticket or a change of keys. */
    private void afterMessage(HandshakeStatus status, Deadline deadline)
            throws SSLException, ChannelException {
        if (deadline.hasPassed()) {
            plain.close();
            throw new ChannelException(
                    Reason.TIMEOUT, "%s: too slow, waited %s".formatted(peer(), deadline));
        }
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        // A thread that is writing sends the answer to a change of keys with its next record. To
        // wait for it here could be a deadlock: it may wait for the other end to read.
        if (status == HandshakeStatus.NEED_WRAP && writing.tryLock()) {
            try {
                wrap(new ByteBuffer[] {ByteBuffer.allocate(0)}, deadline);
                drain(deadline);
            } finally {
                writing.unlock();
            }
        }
    }

    private void receive(Deadline deadline) throws ChannelException {
        sendBeforeWaiting(deadline);
        netIn.compact();
        try {
            if (deadline.hasPassed()) {
                plain.close();
                throw new ChannelException(
                        Reason.TIMEOUT, "%s: too slow, waited %s".formatted(peer(), deadline));
            }
            if (plain.read(netIn, deadline) < 0) {
                plain.close();
                throw new ChannelException(
                        Reason.TRUNCATED,
                        peer() + ": stream ended without TLS's closing alert, expected more");
            }
        } finally {
            netIn.flip();
        }
    }

    /** Sends what is due: the other end may wait for it before it says what is waited for here. */
    private void sendBeforeWaiting(Deadline deadline) throws ChannelException {
        if (writing.tryLock()) {
            try {
                if (appOut.position() > 0 || netOut.position() > 0) {
                    flush(deadline);
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /**
     * Takes bytes to send. They leave when a buffer is full, and at {@link #flush}.
     *
     * @param source read to its end
     */
    @Override
    public void write(ByteBuffer source, Deadline deadline) throws ChannelException {
        writing.lock();
        try {
            if (source.remaining() > appOut.remaining()) {
                ByteBuffer[] sources = {appOut.flip(), source};
                while (appOut.remaining() + source.remaining() >= RECORD_BYTES) {
                    wrap(sources, deadline);
                }
                appOut.compact();
            }
            appOut.put(source);
        } catch (SSLException e) {
            throw TlsFailure.afterHandshake(peer(), e);
        } finally {
            writing.unlock();
        }
    }

    /** Sends what {@link #write} has taken so far. */
    @Override
    public void flush(Deadline deadline) throws ChannelException {
        writing.lock();
        try {
            appOut.flip();
            while (appOut.hasRemaining()) {
                wrap(new ByteBuffer[] {appOut}, deadline);
            }
            appOut.clear();
            drain(deadline);
        } catch (SSLException e) {
            throw TlsFailure.afterHandshake(peer(), e);
        } finally {
            writing.unlock();
        }
    }

    private HandshakeStatus wrap(ByteBuffer[] sources, Deadline deadline)
            throws SSLException, ChannelException {
        while (true) {
            SSLEngineResult result = engine.wrap(sources, netOut);
            switch (result.getStatus()) {
                case BUFFER_OVERFLOW -> drain(deadline);
                case CLOSED ->
                        throw new ChannelException(
                                Reason.CLOSED_HERE, peer() + ": connection was closed on this end");
                case OK, BUFFER_UNDERFLOW -> {
                    return result.getHandshakeStatus();
                }
            }
        }
    }

    private void drain(Deadline deadline) throws ChannelException {
        plain.write(netOut.flip(), deadline);
        netOut.clear();
    }

    /**
     * Returns why a write failed: an alert that the other end sent before it closed says more than
     * the broken stream. Called by a thread that may read.
     */
    @Override
    public ChannelException explain(ChannelException onWrite) {
        if (onWrite.reason() != Reason.TRUNCATED || !plain.isOpen()) {
            return onWrite;
        }
        try {
            Deadline deadline = Deadline.after(CLOSING_TIME);
            while (unwrap(appIn.clear(), deadline) >= 0) {
                appIn.limit(0);
            }
            return closedByPeer();
        } catch (ChannelException e) {
            return e.reason() == Reason.REFUSED_BY_PEER ? e : onWrite;
        } finally {
            plain.close();
        }
    }

    private ChannelException closedByPeer() {
        return new ChannelException(
                Reason.CLOSED, peer() + ": it closed the connection, expected more");
    }

    /** Tells the other end, as far as it still listens, why this end gives up; then closes. */
    private void sendAlert() {
        closeAfterPeer(false);
    }

    private void closeAfterPeer(boolean withData) {
        if (sendClosing(withData)) {
            plain.closeAfterPeer(Deadline.after(CLOSING_TIME));
        } else {
            plain.close();
        }
    }

    /** Sends what is due and the closing alert. Returns whether the other end may have got it. */
    private boolean sendClosing(boolean withData) {
        if (!plain.isOpen() || !writing.tryLock()) {
            return false;
        }
        try {
            Deadline deadline = Deadline.after(CLOSING_TIME);
            if (withData) {
                flush(deadline);
            }
            engine.closeOutbound();
            SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), netOut);
            while (result.bytesProduced() > 0) {
                drain(deadline);
                result = engine.wrap(ByteBuffer.allocate(0), netOut);
            }
            return true;
        } catch (SSLException | ChannelException e) {
            return false; // the connection is beyond words; closing it says enough
        } finally {
            writing.unlock();
        }
    }

    /**
     * Sends what was written and TLS's closing alert, waits up to a second for the other end to
     * close as well, and closes the socket.
     */
    public void closeAfterPeer() {
        closeAfterPeer(true);
    }

    /**
     * Sends what was written and TLS's closing alert, unless another thread is stuck in writing,
     * and closes the socket.
     */
    @Override
    public void close() {
        sendClosing(true);
        plain.close();
    }

    /** Closes the socket without a word, so that the other end sees a cut stream. Never blocks. */
    @Override
    public void abort() {
        plain.close();
    }
}
