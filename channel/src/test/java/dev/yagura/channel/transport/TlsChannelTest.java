package dev.yagura.channel.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.tls.Background;
import dev.yagura.channel.tls.TestAuthority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsChannelTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final SSLContext SERVER = AUTHORITY.party("agent").context();
    private static final SSLContext CLIENT = AUTHORITY.party("enclave").context();
    private static final TestAuthority STRANGERS = new TestAuthority();
    private static final List<String> PROTOCOLS = List.of("control", "nbd");

    @TempDir private Path directory;
    private Listener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = Listener.open(new Endpoint.Unix(directory.resolve("s")));
    }

    @AfterEach
    void stopListening() throws IOException {
        listener.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16383, 16384, 16385, 32768, 32769, 1 << 20, (1 << 23) + 7})
    void carriesMessagesOfAnySizeBothWays(int size) throws Exception {
        byte[] message = random(size);
        Background<byte[]> echo =
                Background.start(() -> {
                    try (TlsChannel server = accept(SERVER)) {
                        byte[] got = read(server, size);
                        server.write(ByteBuffer.wrap(got), soon());
                        server.closeAfterPeer();
                        return got;
                    }
                });
        try (TlsChannel client = connect(CLIENT)) {
            client.write(ByteBuffer.wrap(message), soon());
            client.flush(soon());

            assertThat(read(client, size)).isEqualTo(message);
        }
        assertThat(echo.result()).isEqualTo(message);
    }

    @Test
    void sendsWhatWasWrittenBeforeItWaits() throws Exception {
        Background<byte[]> server =
                Background.start(() -> {
                    TlsChannel channel = accept(SERVER);
                    byte[] got = read(channel, 3);
                    channel.close();
                    return got;
                });
        try (TlsChannel client = connect(CLIENT)) {
            client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), soon());

            assertThat(client.read(ByteBuffer.allocate(1), soon())).isEqualTo(-1);
        }
        assertThat(server.result()).containsExactly(1, 2, 3);
    }

    /** The module's tests run with a key limit of 4 MiB, so keys change many times here. */
    @Test
    void survivesBothEndsWritingAtOnceWhileKeysChange() throws Exception {
        byte[] bytes = random(64 << 20);
        Background<byte[]> server = Background.start(() -> exchange(accept(SERVER), bytes));
        byte[] got = exchange(connect(CLIENT), bytes);

        assertThat(got).isEqualTo(bytes);
        assertThat(server.result()).isEqualTo(bytes);
    }

    private static byte[] exchange(TlsChannel channel, byte[] bytes) throws Exception {
        Background<Boolean> writer =
                Background.start(() -> {
                    channel.write(ByteBuffer.wrap(bytes), soon());
                    channel.flush(soon());
                    return true;
                });
        byte[] got = read(channel, bytes.length);
        writer.result();
        return got;
    }

    @Test
    void tellsAnEndInDueFormFromACutStream() throws Exception {
        Background<Boolean> server =
                Background.start(() -> {
                    accept(SERVER).close();
                    accept(SERVER).abort();
                    return true;
                });
        TlsChannel closed = connect(CLIENT);
        assertThat(closed.read(ByteBuffer.allocate(1), soon())).isEqualTo(-1);
        assertReason(Reason.CLOSED, () -> read(closed, 1));

        TlsChannel cut = connect(CLIENT);
        assertReason(Reason.TRUNCATED, () -> read(cut, 1));
        assertThat(server.result()).isTrue();
    }

    @Test
    void givesUpOnASilentPeer() throws Exception {
        Background<PlainChannel> mute = Background.start(() -> listener.accept());
        PlainChannel plain = plain();
        assertReason(
                Reason.TIMEOUT,
                () -> TlsChannel.client(plain, CLIENT, "nbd", Deadline.after(millis(200))));
        assertThat(plain.isOpen()).isFalse();
        mute.result().close();
    }

    @Test
    void givesUpOnAPeerThatGoesSilentAfterTheHandshake() throws Exception {
        Background<TlsChannel> mute = Background.start(() -> accept(SERVER));
        try (TlsChannel client = connect(CLIENT)) {
            Deadline shortly = Deadline.after(millis(200));
            assertReason(Reason.TIMEOUT, () -> client.readFully(ByteBuffer.allocate(1), shortly));
            assertThat(client.isOpen()).isFalse();
        }
        mute.result().close();
    }

    /** A peer that sends a byte now and then would hold a thread for ever if time started anew. */
    @Test
    void givesUpOnAPeerThatTrickles() throws Exception {
        Background<Integer> slow =
                Background.start(() -> {
                    PlainChannel plain = listener.accept();
                    byte[] hello = {22, 3, 3, 0x3f, (byte) 0xff};
                    int sent = 0;
                    try (plain) {
                        while (true) {
                            byte next = sent < hello.length ? hello[sent] : 0;
                            plain.write(ByteBuffer.wrap(new byte[] {next}), soon());
                            sent++;
                            pause(millis(10));
                        }
                    } catch (ChannelException e) {
                        return sent;
                    }
                });
        PlainChannel plain = plain();
        assertReason(
                Reason.TIMEOUT,
                () -> TlsChannel.client(plain, CLIENT, "nbd", Deadline.after(millis(300))));
        assertThat(slow.result()).isPositive();
    }

    @Test
    void givesUpOnAPeerThatDoesNotRead() throws Exception {
        Background<TlsChannel> deaf = Background.start(() -> accept(SERVER));
        try (TlsChannel client = connect(CLIENT)) {
            Deadline shortly = Deadline.after(millis(300));
            assertReason(
                    Reason.TIMEOUT, () -> client.write(ByteBuffer.allocate(64 << 20), shortly));
        }
        deaf.result().close();
    }

    @Test
    void clientRefusesAServerItDoesNotTrustAndSaysSo() throws Exception {
        Background<TlsChannel> server = Background.start(() -> accept(SERVER));
        SSLContext trustingOthers = AUTHORITY.party("enclave", STRANGERS).context();

        assertReason(Reason.PEER_REFUSED, () -> connect(trustingOthers));

        ChannelException atServer = server.failure();
        assertThat(atServer)
                .hasMessageEndingWith(
                        "it refuses this end's certificate or evidence"
                                + " (TLS alert bad_certificate): its policy decides");
        assertThat(atServer.reason()).isEqualTo(Reason.REFUSED_BY_PEER);
    }

    @Test
    void serverRefusesAClientItDoesNotTrustAndSaysSo() throws Exception {
        for (boolean writeFirst : new boolean[] {false, true}) {
            Background<TlsChannel> server = Background.start(() -> accept(SERVER));

            TlsChannel client = connect(STRANGERS.party("stranger", AUTHORITY).context());

            assertReason(
                    Reason.REFUSED_BY_PEER,
                    () -> {
                        if (writeFirst) {
                            writeUntilRefused(client);
                        }
                        read(client, 1);
                    });
            assertThat(server.failure().reason()).isEqualTo(Reason.PEER_REFUSED);
        }
    }

    private static void writeUntilRefused(TlsChannel client) throws ChannelException {
        try {
            while (true) {
                client.write(ByteBuffer.allocate(28), soon());
                client.flush(soon());
                pause(millis(20));
            }
        } catch (ChannelException e) {
            throw client.explain(e);
        }
    }

    @Test
    void serverRefusesAClientWithoutCertificate() throws Exception {
        Background<TlsChannel> server = Background.start(() -> accept(SERVER));
        SSLContext anonymous = SSLContext.getInstance("TLS");
        anonymous.init(null, new TrustManager[] {new TrustsAll()}, null);

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> read(connect(anonymous), 1))
                .withMessageContaining("it refuses this end's certificate or evidence")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.REFUSED_BY_PEER);

        assertThat(server.failure()).hasMessageContaining("Empty client certificate chain");
    }

    @Test
    void serverRefusesOlderTls() throws Exception {
        Background<TlsChannel> server = Background.start(() -> accept(SERVER));
        PlainChannel plain = plain();
        SSLEngine engine = CLIENT.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.2"});
        ByteBuffer hello = ByteBuffer.allocate(1 << 15);
        engine.wrap(ByteBuffer.allocate(0), hello);

        plain.write(hello.flip(), soon());
        plain.closeAfterPeer(soon());

        ChannelException atServer = server.failure();
        assertThat(atServer).hasMessageContaining("TLSv1.2");
        assertThat(atServer.reason()).isEqualTo(Reason.HANDSHAKE);
    }

    /** A resumed session would not show its certificate again, so nobody would appraise it. */
    @Test
    void serverRefusesResumedSessions() throws Exception {
        SSLContext context = AUTHORITY.party("enclave").context();
        Background<TlsChannel> first = Background.start(() -> accept(SERVER));
        TlsChannel client = TlsChannel.over(plain(), resumable(context), soon());
        first.result().closeAfterPeer();
        assertThat(client.read(ByteBuffer.allocate(1), soon())).isEqualTo(-1);
        pause(millis(1500)); // the server takes less than a second for a difference of clocks

        Background<TlsChannel> second = Background.start(() -> accept(SERVER));
        assertReason(Reason.HANDSHAKE, () -> TlsChannel.over(plain(), resumable(context), soon()));

        assertThat(second.failure()).hasMessageContaining("session is resumed");
    }

    private static SSLEngine resumable(SSLContext context) {
        SSLEngine engine = context.createSSLEngine("agent.example", 10809);
        engine.setUseClientMode(true);
        return engine;
    }

    @Test
    void agreesOnAnApplicationProtocolOrNone() throws Exception {
        for (String asked : List.of("nbd", "control")) {
            Background<TlsChannel> server = Background.start(() -> accept(SERVER));
            PlainChannel plain = plain();
            try (TlsChannel client = TlsChannel.client(plain, CLIENT, asked, soon())) {
                assertThat(client.protocol()).isEqualTo(asked);
                assertThat(server.result().protocol()).isEqualTo(asked);
            }
        }
        Background<TlsChannel> server = Background.start(() -> accept(SERVER));
        PlainChannel plain = plain();
        assertReason(
                Reason.REFUSED_BY_PEER, () -> TlsChannel.client(plain, CLIENT, "smtp", soon()));
        assertThat(server.failure().reason()).isEqualTo(Reason.HANDSHAKE);
    }

    @Test
    void readerWakesWhenItsOwnEndIsClosed() throws Exception {
        Background<TlsChannel> server = Background.start(() -> accept(SERVER));
        TlsChannel client = connect(CLIENT);
        TlsChannel other = server.result();
        Background<byte[]> reader = Background.start(() -> read(client, 1));
        client.close();

        assertThat(reader.failure().reason()).isEqualTo(Reason.CLOSED_HERE);
        other.close();
    }

    @Test
    void namesAnEndpointWhereNobodyListens() {
        Endpoint nobody = new Endpoint.Unix(directory.resolve("nobody"));

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> PlainChannel.connect(nobody, soon()))
                .withMessageContaining("agent " + nobody + ": cannot connect: ")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.UNREACHABLE);
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void assertReason(Reason reason, Attempt attempt) {
        Deadline deadline = soon();
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(attempt::run)
                .extracting(ChannelException::reason)
                .isEqualTo(reason);
        assertThat(deadline.hasPassed()).isFalse();
    }

    private TlsChannel accept(SSLContext context) throws IOException {
        return TlsChannel.server(listener.accept(), context, PROTOCOLS, soon());
    }

    private PlainChannel plain() throws ChannelException {
        return PlainChannel.connect(listener.endpoint(), soon());
    }

    private TlsChannel connect(SSLContext context) throws ChannelException {
        return TlsChannel.client(plain(), context, "nbd", soon());
    }

    private static byte[] read(TlsChannel channel, int size) throws ChannelException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        channel.readFully(bytes, soon());
        return bytes.array();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
