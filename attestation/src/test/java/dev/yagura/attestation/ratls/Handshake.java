package dev.yagura.attestation.ratls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Two engines joined in memory: no sockets, no threads, no timing. */
final class Handshake {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_TURNS = 200;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer toClient = ByteBuffer.allocate(BUFFER_BYTES);

    Handshake(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** Runs until both ends are done, or throws what the first end to fail threw. */
    void run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            step(client, toServer, toClient);
            step(server, toClient, toServer);
            if (isDone(client) && isDone(server) && empty(toServer) && empty(toClient)) {
                return;
            }
        }
        throw new AssertionError(
                "no end: client %s, server %s"
                        .formatted(client.getHandshakeStatus(), server.getHandshakeStatus()));
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static boolean empty(ByteBuffer buffer) {
        return buffer.position() == 0;
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask();
                        task != null;
                        task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                in.flip();
                engine.unwrap(in, ByteBuffer.allocate(BUFFER_BYTES));
                in.compact();
            }
        }
    }
}
