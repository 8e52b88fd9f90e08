package dev.yagura.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.it.Tampering.Deed;
import dev.yagura.it.Wire.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proof that the tests' own man in the middle sees and does what the tests lean on. */
class WireTest {
    private static final String MARKER = "a-marker-that-crosses-pieces";

    @Test
    void plaintextOnTheWireIsFound() throws IOException {
        byte[] sent = new byte[300_000];
        byte[] marker = MARKER.getBytes(US_ASCII);
        for (int at : new int[] {0, 65_530, 150_000, sent.length - marker.length}) {
            System.arraycopy(marker, 0, sent, at, marker.length);
        }
        MarkerSearch search = new MarkerSearch(MARKER);

        byte[] received =
                carry(
                        sent,
                        (way, offset, bytes) -> {
                            search.add(bytes);
                            return List.of(bytes);
                        });

        assertThat(received).isEqualTo(sent);
        assertThat(search.found()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void everyDeedChangesWhatArrives(Deed deed) throws IOException {
        byte[] sent = new byte[300_000];
        new Random(7).nextBytes(sent);
        Tampering tampering = new Tampering(deed, Way.FROM_AGENT, 200_000);

        byte[] received = carry(sent, tampering);

        assertThat(tampering.isDone()).isTrue();
        assertThat(received).isNotEqualTo(sent);
    }

    /** Sends bytes the way an agent's go, and returns what arrives. */
    private static byte[] carry(byte[] sent, Wire.Tap tap) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket agent = new ServerSocket(0, 1, loopback);
                Wire wire = Wire.to(agent.getLocalPort(), tap);
                Socket enclave = new Socket(loopback, wire.port());
                Socket accepted = agent.accept()) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (accepted) {
                                    accepted.getOutputStream().write(sent);
                                } catch (IOException e) {
                                    // The wire was cut, as asked.
                                }
                            });
            byte[] received = enclave.getInputStream().readAllBytes();
            sender.join();
            return received;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
