package dev.yagura.network.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.samples.Conversations;
import dev.yagura.network.tls.Fingerprints;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** First packets of QUIC, as tshark reads them, and hostile ones. */
class QuicHelloReaderTest {
    private final List<String> hellos = new ArrayList<>();
    private final List<AppProtocol> spoken = new ArrayList<>();
    private final List<byte[]> datagrams = new ArrayList<>();

    private void replay() throws IOException {
        Conversations.replay(
                Conversations.quic(),
                new AppLayer(
                        new AppListener() {
                            @Override
                            public void recognised(Flow flow, AppProtocol protocol) {
                                spoken.add(protocol);
                            }

                            @Override
                            public void said(Flow flow, FlowDirection direction, AppRecord record) {
                                if (record instanceof AppRecord.QuicClient(var hello)) {
                                    hellos.add(
                                            "%d;%s;%s;%s"
                                                    .formatted(
                                                            flow.key().client().port(),
                                                            hello.serverName().orElse(""),
                                                            String.join(
                                                                    ",",
                                                                    hello.applicationProtocols()),
                                                            Fingerprints.ja3(hello)));
                                }
                            }

                            @Override
                            public void datagram(
                                    Flow flow, FlowDirection direction, Packet packet) {
                                datagrams.add(packet.payload().toArray(ValueLayout.JAVA_BYTE));
                            }
                        }));
    }

    @Test
    void readsTheHellosThatTsharkReads() throws IOException {
        replay();

        assertThat(hellos).hasSize(3).isEqualTo(Conversations.lines("quic.txt"));
        assertThat(spoken).hasSize(4).containsOnly(AppProtocol.QUIC);
    }

    @Test
    void aPacketThatDoesNotOpenSaysNothingAndOneThatCannotBeIsRefused() throws Exception {
        replay();
        assertThat(new QuicHelloReader().read(MemorySegment.ofArray(datagrams.getLast())))
                .isEmpty();
        byte[] long20 = datagrams.getFirst().clone();
        long20[16] = 0x50; // the length is more than there is
        long20[17] = 0;
        assertThatThrownBy(() -> new QuicHelloReader().read(MemorySegment.ofArray(long20)))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("Packet Payload");
    }

    @Test
    void nothingIsReadForEver() throws Exception {
        replay();
        var reader = new QuicHelloReader();
        for (int i = 0; i < 16; i++) {
            assertThat(reader.isDone()).isFalse();
            assertThat(reader.read(MemorySegment.ofArray(datagrams.get(1)))).isEmpty();
        }
        assertThat(reader.isDone()).isTrue();
    }

    @Test
    void damagedDatagramsAndFramesAreReadOrRefused() throws Exception {
        replay();
        var random = new Random(7);
        for (int i = 0; i < Integer.getInteger("mutations", 2000); i++) {
            byte[] damaged = datagrams.get(random.nextInt(datagrams.size())).clone();
            byte[] frames = new byte[random.nextInt(1, 60)];
            random.nextBytes(frames);
            frames[0] = (byte) random.nextInt(0, 7);
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                damaged[random.nextInt(60)] = (byte) random.nextInt();
            }
            try {
                new QuicHelloReader().read(MemorySegment.ofArray(damaged));
                var stream = new CryptoStream();
                stream.readFrames(frames);
                stream.hello();
            } catch (MalformedStructureException _) {
                // refused
            }
        }
    }
}
