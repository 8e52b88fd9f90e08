package dev.yagura.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedChannelTest {
    @TempDir private Path directory;
    private TimedChannel channel;
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        var address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            channel = new TimedChannel("peer", SocketChannel.open(address));
            peer = server.accept();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        peer.close();
        channel.close();
    }

    @Test
    void receivesLinesThatArriveTogether() throws IOException {
        peer.write(ByteBuffer.wrap("one\n\ntwö\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(channel.receiveLine(minute())).isEqualTo("one");
        assertThat(channel.receiveLine(minute())).isEmpty();
        assertThat(channel.receiveLine(minute())).isEqualTo("twö");
    }

    @Test
    void sends() throws IOException {
        channel.send(new byte[] {1, 2, 3}, minute());

        ByteBuffer got = ByteBuffer.allocate(3);
        assertThat(peer.read(got)).isEqualTo(3);
        assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void givesUpOnASilentPeer() {
        assertThatThrownBy(() -> channel.receive(Deadline.in(Duration.ofMillis(10))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("peer: no answer in");
    }

    @Test
    void givesUpOnAPeerThatDoesNotRead() {
        byte[] muchMoreThanASocketHolds = new byte[1 << 24];

        assertThatThrownBy(() ->
                        channel.send(muchMoreThanASocketHolds, Deadline.in(Duration.ofMillis(10))))
                .hasMessageStartingWith("peer: no answer in");
    }

    @Test
    void saysThatThePeerIsGone() throws IOException {
        peer.close();

        assertThatThrownBy(() -> channel.receive(minute()))
                .isInstanceOf(EOFException.class)
                .hasMessage("peer: connection closed by the peer");
    }

    private static Deadline minute() {
        return Deadline.in(Duration.ofMinutes(1));
    }
}
