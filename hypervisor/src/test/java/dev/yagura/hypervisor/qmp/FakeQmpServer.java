package dev.yagura.hypervisor.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A QMP socket that says what a test tells it to, to one client after the other. */
public final class FakeQmpServer implements AutoCloseable {
    static final String GREETING =
            "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7},"
                    + " \"package\": \"Debian\"}, \"capabilities\": [\"oob\"]}}\r\n";

    /** What a server does with its client. */
    public interface Script {
        void run(Client client) throws IOException;
    }

    /** The server's view of its client. */
    public static final class Client {
        private final SocketChannel channel;
        private final BufferedReader reader;

        private Client(SocketChannel channel) {
            this.channel = channel;
            this.reader =
                    new BufferedReader(
                            new InputStreamReader(Channels.newInputStream(channel), UTF_8));
        }

        public void send(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Returns the next command's line, or null when the client has gone. */
        public String receive() throws IOException {
            return reader.readLine();
        }

        /** Greets and answers the negotiation. */
        public void negotiate() throws IOException {
            send(GREETING);
            receive();
            send("{\"return\": {}, \"id\": 1}\r\n");
        }
    }

    private final ServerSocketChannel server;
    private final Path socket;

    public FakeQmpServer(Path socket, Script script) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        this.socket = socket;
        Thread.ofVirtual().start(() -> serve(script));
    }

    private void serve(Script script) {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                script.run(new Client(client));
            } catch (IOException e) {
                // The client went away, as some tests want it to.
            }
        }
    }

    /** Returns where it listens. */
    public QmpAddress address() {
        return new QmpAddress.UnixSocket(socket);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
