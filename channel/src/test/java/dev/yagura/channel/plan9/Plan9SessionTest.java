package dev.yagura.channel.plan9;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.AlteredTree;
import dev.yagura.storage.fixture.AlteredTree.Alteration;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of files on the wire, and clients that do what none of ours would. */
class Plan9SessionTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryTree tree = new MemoryTree("made up").file("/slow", "x").file("/file", "y");
    private final List<AuditEvent> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @TempDir private Path folder;
    private Optional<Plan9Server> server = Optional.empty();
    private Optional<PlainChannel> client = Optional.empty();

    private PlainChannel connect(FileTree files, Plan9Limits limits) throws IOException {
        Plan9Server started =
                Plan9Server.start(
                        new Endpoint.Unix(folder.resolve("9p")),
                        Optional.empty(),
                        FileExports.of(files),
                        limits,
                        told::add);
        server = Optional.of(started);
        PlainChannel channel = PlainChannel.connect(started.endpoint(), soon());
        client = Optional.of(channel);
        return channel;
    }

    @AfterEach
    void close() throws IOException {
        goOn.countDown();
        client.ifPresent(PlainChannel::close);
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Test
    void whatIsFlushedIsAnsweredFirst() throws Exception {
        PlainChannel channel = connect(slow(), Plan9Limits.DEFAULT);
        begin(channel);
        open(channel, "0400736c6f77");
        send(channel, "740200 02000000 0000000000000000 00010000"); // Tread, tag 2
        reading.await();
        send(channel, "6c0300 0200"); // Tflush of tag 2, tag 3
        send(channel, "180400 00000000 ff07000000000000"); // Tgetattr, tag 4

        assertThat(receive(channel)).as("others do not wait").startsWith("190400");
        goOn.countDown();
        assertThat(receive(channel)).isEqualTo("7502000100000078");
        assertThat(receive(channel)).isEqualTo("6d0300");
    }

    @Test
    void aTagThatIsUnderWayEndsTheConnection() throws Exception {
        PlainChannel channel = connect(slow(), Plan9Limits.DEFAULT);
        begin(channel);
        open(channel, "0400736c6f77");
        send(channel, "740200 02000000 0000000000000000 00010000");
        reading.await();
        send(channel, "180200 00000000 ff07000000000000");

        assertEnds(channel); // before the first is answered, and its tag free again
    }

    @Test
    void whatMakesNoSenseIsAnsweredAndEndsTheConnection() throws Exception {
        PlainChannel channel = connect(tree, Plan9Limits.DEFAULT);
        begin(channel);
        send(channel, "780100 02");

        assertThat(receive(channel)).as("EPROTO").isEqualTo("07010047000000");
        assertEnds(channel);
    }

    @Test
    void aLengthThatCannotBeEndsTheConnection() throws Exception {
        PlainChannel channel = connect(tree, Plan9Limits.DEFAULT);
        begin(channel);
        channel.write(ByteBuffer.wrap(HEX.parseHex("ffffff7f740200")), soon());

        assertEnds(channel);
        assertTold(Kind.BROKEN, "9P: 9P message: size at 0x0 is 2147483647, expected 7..65512");
    }

    @Test
    void aClientThatStopsWithinAMessageIsGivenUp() throws Exception {
        Plan9Limits hasty =
                new Plan9Limits(
                        8192, 1, 1, 16, 16, 16, Duration.ofSeconds(20), Duration.ofMillis(200));
        PlainChannel channel = connect(tree, hasty);
        begin(channel);
        channel.write(ByteBuffer.wrap(HEX.parseHex("20000000740200")), soon());

        assertEnds(channel);
    }

    @Test
    void aClientThatSaysNothingIsGivenUp() throws Exception {
        Plan9Limits hasty =
                new Plan9Limits(
                        8192, 1, 1, 16, 16, 16, Duration.ofMillis(200), Duration.ofSeconds(20));

        assertEnds(connect(tree, hasty));
    }

    @Test
    void anotherVersionBeginsAnew() throws Exception {
        PlainChannel channel = connect(tree, Plan9Limits.DEFAULT);
        begin(channel);
        begin(channel);
        open(channel, "040066696c65");

        send(channel, "740200 02000000 0000000000000000 00010000");
        assertThat(receive(channel)).isEqualTo("7502000100000079");
    }

    @Test
    void overTlsBothEndsShowACertificate() throws Exception {
        TestAuthority authority = new TestAuthority();
        TestAuthority other = new TestAuthority();
        try (Plan9Server secured =
                Plan9Server.start(
                        Endpoint.parse("127.0.0.1:0"),
                        Optional.of(authority.party("server").context()),
                        FileExports.of(tree),
                        Plan9Limits.DEFAULT,
                        told::add)) {
            var mine = Optional.of(authority.party("client").context());
            var foreign = Optional.of(other.party("client", authority).context());
            try (RemoteFileTree remote = RemoteFileTree.connect(secured.endpoint(), mine, "")) {
                assertThat(remote.root().find(FileName.of("file"))).isPresent();
            }
            assertThat(told).as("a client that leaves in due form").isEmpty();
            assertThatThrownBy(() -> RemoteFileTree.connect(secured.endpoint(), foreign, ""))
                    .isInstanceOf(ChannelException.class);
            assertTold(Kind.BROKEN, "9P: PEER_REFUSED");
        }
    }

    @Test
    void aClientTooManyIsRefused() throws Exception {
        Plan9Limits one =
                new Plan9Limits(
                        8192, 1, 1, 16, 16, 16, Duration.ofSeconds(20), Duration.ofSeconds(20));
        PlainChannel first = connect(tree, one);
        begin(first);
        try (PlainChannel second = PlainChannel.connect(server.orElseThrow().endpoint(), soon())) {
            assertEnds(second);
        }
        assertTold(Kind.REFUSED, "9P: 1 clients are served, which is the most");

        first.close();
        assertServes(server.orElseThrow().endpoint());
        assertThat(told)
                .as("one that leaves a socket without TLS does so in due form")
                .allMatch(event -> event.kind() == Kind.REFUSED);
    }

    private static Deadline soon() {
        return Deadline.after(PATIENCE);
    }

    private void begin(PlainChannel channel) throws IOException {
        send(channel, Wire9.VERSION);
        assertThat(receive(channel)).startsWith("65ffff");
        send(channel, Wire9.ATTACH);
        assertThat(receive(channel)).startsWith("690100");
    }

    private void open(PlainChannel channel, String name) throws IOException {
        send(channel, "6e0100 00000000 02000000 0100" + name);
        assertThat(receive(channel)).startsWith("6f0100");
        send(channel, "0c0100 02000000 00000000");
        assertThat(receive(channel)).startsWith("0d0100");
    }

    private static void send(PlainChannel channel, String message) throws IOException {
        channel.write(ByteBuffer.wrap(Wire9.message(message)), soon());
    }

    private static String receive(PlainChannel channel) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        channel.readFully(length, soon());
        byte[] rest = new byte[length.getInt(0) - 4];
        channel.readFully(ByteBuffer.wrap(rest), soon());
        return HEX.formatHex(rest);
    }

    /** Waits until the server has said so, which it does after the client sees the end. */
    private void assertTold(Kind kind, String detail) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (told.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(told)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.kind()).isEqualTo(kind);
                    assertThat(event.detail()).startsWith(detail);
                });
    }

    /** Connects until there is a place, which a client's is after it was seen to be gone. */
    private void assertServes(Endpoint endpoint) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (PlainChannel next = PlainChannel.connect(endpoint, soon())) {
                begin(next);
                return;
            } catch (ChannelException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    /** Reads until the server closes, which it does before this end's patience ends. */
    private static void assertEnds(PlainChannel channel) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(1 << 12);
        try {
            while (channel.read(rest.clear(), soon()) >= 0) {
                // what was answered before
            }
        } catch (ChannelException e) {
            assertThat(e.reason()).isEqualTo(ChannelException.Reason.TRUNCATED);
        }
    }

    /** Returns the tree, in which reads wait. */
    private FileTree slow() {
        return new AlteredTree(
                tree,
                new Alteration() {
                    @Override
                    public int read(StoredFile file, long offset, MemorySegment destination)
                            throws IOException {
                        reading.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return file.read(offset, destination);
                    }
                });
    }
}
