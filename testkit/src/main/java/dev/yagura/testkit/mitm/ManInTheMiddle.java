package dev.yagura.testkit.mitm;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Listens on a Unix socket and relays each connection to another address, with one {@link Harm}.
 *
 * <p>Safe for concurrent use.
 */
public final class ManInTheMiddle implements Closeable {
    private static final int CHUNK_BYTES = 1 << 14;
    private static final int MAX_KEPT_BYTES = 64 << 20;

    private final Path path;
    private final SocketAddress target;
    private final IntFunction<Harm> harms;
    private final ServerSocketChannel listener;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Map<StreamId, ByteArrayOutputStream> seen = new ConcurrentHashMap<>();
    private volatile boolean harmed;

    private ManInTheMiddle(Path path, SocketAddress target, IntFunction<Harm> harms)
            throws IOException {
        this.path = path;
        this.target = target;
        this.harms = harms;
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
    }

    /**
     * Starts to relay.
     *
     * @param path of the Unix socket to listen on; must not exist
     * @param target where to connect to for each connection
     * @param harms gives the harm for each connection, by its number from 0
     */
    public static ManInTheMiddle start(Path path, SocketAddress target, IntFunction<Harm> harms)
            throws IOException {
        ManInTheMiddle relay = new ManInTheMiddle(path, target, harms);
        Thread.ofPlatform().daemon().name("mitm-acceptor").start(relay::accept);
        return relay;
    }

    /** Returns the path of the socket on which this listens. */
    public Path path() {
        return path;
    }

    /**
     * Returns the bytes that came so far, before harm was done to them, up to 64 MiB.
     *
     * @param connection its number, from 0
     */
    public byte[] seen(int connection, Direction direction) {
        return stream(connection, direction).toByteArray();
    }

    /** Returns the bytes that came so far on all connections, one stream after another. */
    public byte[] seen() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        seen.values().forEach(stream -> all.writeBytes(stream.toByteArray()));
        return all.toByteArray();
    }

    private ByteArrayOutputStream stream(int connection, Direction direction) {
        return seen.computeIfAbsent(
                new StreamId(connection, direction), id -> new ByteArrayOutputStream());
    }

    /** Returns whether any stream was changed so far. */
    public boolean harmed() {
        return harmed;
    }

    private void accept() {
        try {
            for (int number = 0; ; number++) {
                SocketChannel client = listener.accept();
                Harm harm = harms.apply(number);
                SocketChannel server = SocketChannel.open(target);
                open.add(client);
                open.add(server);
                relay(new Stream(number, client, server, Direction.TO_SERVER, harm));
                relay(new Stream(number, server, client, Direction.TO_CLIENT, harm));
            }
        } catch (IOException e) {
            // closed, or the target is gone: there is nothing left to relay
        }
    }

    private void relay(Stream stream) {
        Thread.ofPlatform().daemon().name("mitm-" + stream.direction).start(stream::run);
    }

    private record StreamId(int connection, Direction direction) {}

    private final class Stream {
        private final SocketChannel from;
        private final SocketChannel to;
        private final Direction direction;
        private final Harm harm;
        private final ByteArrayOutputStream kept;
        private long offset;

        Stream(int number, SocketChannel from, SocketChannel to, Direction direction, Harm harm) {
            this.kept = stream(number, direction);
            this.from = from;
            this.to = to;
            this.direction = direction;
            this.harm = harm;
        }

        void run() {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
            try {
                while (from.read(buffer.clear()) >= 0) {
                    byte[] chunk = Arrays.copyOf(buffer.array(), buffer.position());
                    keep(chunk);
                    if (!pass(chunk)) {
                        return;
                    }
                    offset += chunk.length;
                }
                to.shutdownOutput();
            } catch (IOException e) {
                closeQuietly(from);
                closeQuietly(to);
            }
        }

        private void keep(byte[] chunk) {
            if (kept.size() + chunk.length <= MAX_KEPT_BYTES) {
                kept.writeBytes(chunk);
            }
        }

        /** Passes a chunk on, harmed if it is its turn. Returns false if nothing more may pass. */
        private boolean pass(byte[] chunk) throws IOException {
            long index = harm.at() - offset;
            if (harm.direction() != direction
                    || harm.kind() == Harm.Kind.NONE
                    || index < 0
                    || index >= chunk.length) {
                write(chunk, 0, chunk.length);
                return true;
            }
            int start = (int) index;
            int end = Math.min(chunk.length, start + harm.length());
            write(chunk, 0, start);
            harmed = true;
            switch (harm.kind()) {
                case FLIP_BIT -> {
                    chunk[start] ^= (byte) (1 << (harm.length() & 7));
                    write(chunk, start, chunk.length);
                    return true;
                }
                case DROP -> {}
                case REPEAT -> {
                    write(chunk, start, end);
                    write(chunk, start, end);
                }
                case REORDER -> {
                    int middle = (start + end + 1) / 2;
                    byte[] before = Arrays.copyOfRange(chunk, start, end);
                    write(chunk, middle, end);
                    write(chunk, start, middle);
                    harmed = !isSameReordered(before, middle - start);
                }
                case REPLAY -> {
                    byte[] first = kept.toByteArray();
                    write(first, 0, Math.min(first.length, harm.length()));
                    write(chunk, start, end);
                }
                case CUT -> {
                    closeQuietly(from);
                    closeQuietly(to);
                    return false;
                }
                case STALL -> {
                    return false;
                }
                case NONE -> throw new IllegalStateException("no harm was to be done");
            }
            write(chunk, end, chunk.length);
            return true;
        }

        private static boolean isSameReordered(byte[] bytes, int middle) {
            byte[] turned = new byte[bytes.length];
            System.arraycopy(bytes, middle, turned, 0, bytes.length - middle);
            System.arraycopy(bytes, 0, turned, bytes.length - middle, middle);
            return Arrays.equals(bytes, turned);
        }

        private void write(byte[] chunk, int start, int end) throws IOException {
            ByteBuffer part = ByteBuffer.wrap(chunk, start, end - start);
            while (part.hasRemaining()) {
                to.write(part);
            }
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is of no use any more, closed or not
        }
    }

    /** Ends all connections and stops to listen. */
    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(ManInTheMiddle::closeQuietly);
        Files.deleteIfExists(path);
    }
}
