package dev.yagura.network.dhcp;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.MacAddress;
import dev.yagura.network.samples.Conversations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages of DHCP, as busybox says them and tshark reads them, and hostile ones. */
class DhcpMessageTest {
    /** An ACK of server 192.0.2.1 in two parts, with padding. */
    private static final byte[] ACK =
            ByteBuffer.allocate(262)
                    .put(0, new byte[] {2, 1, 6, 0, 0, 0, 0, 7})
                    .put(28, new byte[] {2, 0, 0, 0, 0, 1})
                    .putInt(236, 0x6382_5363)
                    .put(240, new byte[] {53, 1, 5, 0, 0, 54, 4, (byte) 192, 0, 2, 1})
                    .put(251, new byte[] {12, 2, 'a', 'b', 12, 1, 'c', (byte) 255, 9, 9, 9})
                    .array();

    @Test
    void readsWhatTsharkReads() throws IOException {
        List<String> read = new ArrayList<>();
        List<String> troubles = new ArrayList<>();
        Conversations.replay(
                Conversations.attacks(),
                new AppLayer(
                        new AppListener() {
                            @Override
                            public void said(Flow flow, FlowDirection direction, AppRecord record) {
                                if (record instanceof AppRecord.Dhcp(var message)) {
                                    read.add(line(message));
                                }
                            }

                            @Override
                            public void malformed(
                                    Flow flow,
                                    FlowDirection direction,
                                    MalformedStructureException why) {
                                troubles.add(why.getMessage());
                            }
                        }));

        // tshark has a client's identifier beside its address.
        List<String> expected =
                Conversations.lines("dhcp.txt").stream()
                        .map(line -> line.replaceFirst("(02(?::..){5}),\\1", "$1"))
                        .toList();
        assertThat(read).hasSize(8).isEqualTo(expected);
        assertThat(troubles).isEmpty();
    }

    private static String line(DhcpMessage message) {
        return String.join(
                ";",
                String.valueOf(message.type().number()),
                "0x%08x".formatted(message.transaction()),
                message.host().map(MacAddress::toString).orElse(""),
                message.current().map(IpAddress::toString).orElse("0.0.0.0"),
                message.given().map(IpAddress::toString).orElse("0.0.0.0"),
                message.asked().map(IpAddress::toString).orElse(""),
                message.server().map(IpAddress::toString).orElse(""),
                message.routers().stream().map(IpAddress::toString).collect(joining(",")),
                message.nameServers().stream().map(IpAddress::toString).collect(joining(",")),
                message.hostName().orElse(""),
                message.vendorClass().orElse(""),
                message.leaseSeconds().map(String::valueOf).orElse(""));
    }

    @Test
    void optionsInPartsAreJoinedAndWhatStandsBehindTheEndIsLeft() throws Exception {
        DhcpMessage message = DhcpMessage.parse(MemorySegment.ofArray(ACK));

        assertThat(message.type()).isEqualTo(DhcpType.ACK);
        assertThat(message.transaction()).isEqualTo(7);
        assertThat(message.hostName()).contains("abc");
        assertThat(message.server()).isEqualTo(IpAddress.parse("192.0.2.1"));
        assertThat(message.given()).isEqualTo(Optional.empty());
    }

    @Test
    void messagesThatAreCutOrDoNotSayWhatTheyAreForAreRefused() {
        for (int length = 0; length < 243; length++) {
            MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(ACK, length));
            assertThatThrownBy(() -> DhcpMessage.parse(cut))
                    .isInstanceOf(MalformedStructureException.class);
        }
        byte[] unknown = ACK.clone();
        unknown[242] = 99;
        assertThatThrownBy(() -> DhcpMessage.parse(MemorySegment.ofArray(unknown)))
                .hasMessageContaining("DHCP Message Type");
        byte[] tooLong = ACK.clone();
        tooLong[252] = (byte) 200;
        assertThatThrownBy(() -> DhcpMessage.parse(MemorySegment.ofArray(tooLong)))
                .hasMessageContaining("option 12");
    }

    @Test
    void damagedMessagesAreReadOrRefused() {
        var random = new Random(7);
        for (int i = 0; i < Integer.getInteger("mutations", 2000); i++) {
            byte[] damaged = ACK.clone();
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                DhcpMessage message = DhcpMessage.parse(MemorySegment.ofArray(damaged));
                assertThat(message.routers().size()).isLessThan(64);
            } catch (MalformedStructureException _) {
                // refused
            }
        }
    }
}
