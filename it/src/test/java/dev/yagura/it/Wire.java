package dev.yagura.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The network between an enclave and an agent, in the hands of somebody who listens to every byte
 * and may change it: a TCP port that leads to the agent's.
 */
final class Wire implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;

    /** Which way bytes go. */
    enum Way {
        TO_AGENT,
        FROM_AGENT
    }

    /** Somebody on the wire. Called by several threads, one at a time for each way. */
    interface Tap {
        /**
         * Sees bytes pass.
         *
         * @param offset how many bytes went that way before, over all connections
         * @return what to send in their place, piece by piece
         * @throws IOException to cut this connection, both ways
         */
        List<byte[]> pass(Way way, long offset, byte[] bytes) throws IOException;
    }

    private final ServerSocket server;
    private final InetSocketAddress agent;
    private final Tap tap;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong toAgent = new AtomicLong();
    private final AtomicLong fromAgent = new AtomicLong();

    private Wire(ServerSocket server, InetSocketAddress agent, Tap tap) {
        this.server = server;
        this.agent = agent;
        this.tap = tap;
    }

    /** Opens a wire to an agent's TCP port on this host. */
    static Wire to(int agentPort, Tap tap) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSocket server = new ServerSocket(0, 16, loopback);
        Wire wire = new Wire(server, new InetSocketAddress(loopback, agentPort), tap);
        Thread.ofPlatform().daemon().name("wire").start(wire::accept);
        return wire;
    }

    /** Returns how the command line names the agent at the other end. */
    String vm(String guest) {
        return "agent:127.0.0.1:%d,vm=%s".formatted(port(), guest);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Returns how many bytes came that way, over all connections. */
    long bytes(Way way) {
        return counter(way).get();
    }

    private AtomicLong counter(Way way) {
        return way == Way.TO_AGENT ? toAgent : fromAgent;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                sockets.add(near);
                Socket far = new Socket();
                sockets.add(far);
                far.connect(agent);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().start(() -> carry(Way.TO_AGENT, near, far));
                Thread.ofPlatform().daemon().start(() -> carry(Way.FROM_AGENT, far, near));
            } catch (IOException e) {
                // The port was closed, or the agent is gone; the enclave will see and say so.
            }
        }
    }

    private void carry(Way way, Socket source, Socket sink) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try (source;
                sink) {
            InputStream in = source.getInputStream();
            OutputStream out = sink.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                byte[] chunk = Arrays.copyOf(buffer, count);
                synchronized (counter(way)) {
                    long offset = counter(way).getAndAdd(count);
                    for (byte[] piece : tap.pass(way, offset, chunk)) {
                        out.write(piece);
                    }
                }
                out.flush();
            }
        } catch (IOException e) {
            // Cut by the tap or by an end; closing both sockets passes that on.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
