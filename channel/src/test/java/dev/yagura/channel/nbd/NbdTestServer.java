package dev.yagura.channel.nbd;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.Listener;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/** The NBD server without an agent around it. */
final class NbdTestServer implements Closeable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestAuthority authority = new TestAuthority();
    private final SSLContext tls = authority.party("agent").context();
    private final TestAuthority.Party client = authority.party("enclave");
    private final Listener listener;
    private final Map<String, NbdContent> exports;
    private final NbdServerConfig config;

    /** How each connection ended: empty for an end in due form. */
    final BlockingQueue<Optional<ChannelException>> ends = new LinkedBlockingQueue<>();

    NbdTestServer(Endpoint endpoint, Map<String, NbdContent> exports, NbdServerConfig config)
            throws IOException {
        this.listener = Listener.open(endpoint);
        this.exports = exports;
        this.config = config;
        Thread.ofPlatform().daemon().start(this::acceptAll);
    }

    Endpoint endpoint() {
        return listener.endpoint();
    }

    TestAuthority authority() {
        return authority;
    }

    TestAuthority.Party client() {
        return client;
    }

    private void acceptAll() {
        try {
            while (true) {
                PlainChannel plain = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(plain));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private void serve(PlainChannel plain) {
        try {
            var accepted = StartTls.accept(plain, tls, List.of("nbd"), Deadline.after(PATIENCE));
            NbdServer.serve(accepted, new Exports(), config);
            ends.add(Optional.empty());
        } catch (ChannelException e) {
            ends.add(Optional.of(e));
        }
    }

    /** Connects as a client that asks for TLS. */
    TlsChannel connect() throws ChannelException {
        Deadline deadline = Deadline.after(PATIENCE);
        PlainChannel plain = PlainChannel.connect(endpoint(), deadline);
        return StartTls.connect(plain, client.context(), "nbd", deadline);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private final class Exports implements NbdExports {
        @Override
        public List<String> names() {
            return exports.keySet().stream().sorted().toList();
        }

        @Override
        public Optional<NbdExport> open(String name) throws IOException {
            if (name.equals("broken")) {
                throw new IOException("the guest is there and cannot be reached");
            }
            return Optional.ofNullable(exports.get(name)).map(content -> new Export(name, content));
        }
    }

    private record Export(String name, NbdContent content) implements NbdExport {
        @Override
        public String description() {
            return "test export " + name;
        }

        @Override
        public void close() {}
    }
}
