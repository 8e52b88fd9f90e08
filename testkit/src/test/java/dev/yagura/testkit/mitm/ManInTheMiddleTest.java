package dev.yagura.testkit.mitm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManInTheMiddleTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "NONE, 0, 1, abcdefgh",
        "FLIP_BIT, 2, 1, abadefgh",
        "DROP, 2, 3, abfgh",
        "REPEAT, 2, 3, abcdecdefgh",
        "REORDER, 2, 4, abefcdgh",
        "REPLAY, 4, 2, abcdabefgh",
        "CUT, 3, 1, abc",
    })
    void harmsTheStreamAsItIsTold(Harm.Kind kind, long at, int length, String arrives)
            throws IOException {
        assertThat(relay(new Harm(kind, Direction.TO_SERVER, at, length))).isEqualTo(arrives);
    }

    @Test
    void keepsWhatItSaw() throws IOException {
        UnixDomainSocketAddress target = UnixDomainSocketAddress.of(directory.resolve("t"));
        try (ServerSocketChannel server = listen(target);
                ManInTheMiddle relay =
                        ManInTheMiddle.start(directory.resolve("m"), target, number -> Harm.NONE)) {
            assertThat(send(server, relay)).isEqualTo("abcdefgh");
            assertThat(relay.seen()).asString().isEqualTo("abcdefgh");
            assertThat(relay.seen(0, Direction.TO_SERVER)).hasSize(8);
            assertThat(relay.seen(0, Direction.TO_CLIENT)).isEmpty();
            assertThat(relay.harmed()).isFalse();
        }
    }

    private String relay(Harm harm) throws IOException {
        UnixDomainSocketAddress target = UnixDomainSocketAddress.of(directory.resolve("t"));
        try (ServerSocketChannel server = listen(target);
                ManInTheMiddle relay =
                        ManInTheMiddle.start(directory.resolve("m"), target, number -> harm)) {
            return send(server, relay);
        }
    }

    private static ServerSocketChannel listen(UnixDomainSocketAddress target) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(target);
    }

    private static String send(ServerSocketChannel server, ManInTheMiddle relay)
            throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(relay.path()))) {
            client.write(ByteBuffer.wrap("abcdefgh".getBytes(StandardCharsets.US_ASCII)));
            client.shutdownOutput();
            try (SocketChannel accepted = server.accept()) {
                ByteBuffer got = ByteBuffer.allocate(64);
                while (accepted.read(got) >= 0) {
                    assertThat(got.hasRemaining()).isTrue();
                }
                return new String(got.array(), 0, got.position(), StandardCharsets.US_ASCII);
            }
        }
    }
}
