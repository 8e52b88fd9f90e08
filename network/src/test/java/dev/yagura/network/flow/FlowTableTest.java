package dev.yagura.network.flow;

import static dev.yagura.network.flow.TestPackets.BARE;
import static dev.yagura.network.flow.TestPackets.icmp;
import static dev.yagura.network.flow.TestPackets.segment;
import static dev.yagura.network.flow.TestPackets.udp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.Tunnel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowTableTest {
    private final Recorder recorder = new Recorder();
    private final FlowTable table = new FlowTable(FlowLimits.DEFAULT, recorder);

    @Test
    void bothDirectionsAreOneFlowAndAreCounted() {
        at(1, udp(BARE, true, 4000));
        at(3, udp(BARE, false, 4000));
        at(5, udp(BARE, true, 4001));
        table.finish();

        assertThat(recorder.take())
                .containsExactly(
                        "start 1",
                        ">datagram of 1",
                        "<datagram of 1",
                        "start 2",
                        ">datagram of 2",
                        "end 1 CAPTURE_ENDED",
                        "end 2 CAPTURE_ENDED");
        Flow first = recorder.ended().getFirst();
        assertThat(first.key().client()).hasToString("192.0.2.1:4000");
        assertThat(first.key().server()).hasToString("192.0.2.2:53");
        assertThat(first.packets(FlowDirection.TO_SERVER)).isEqualTo(1);
        assertThat(first.payloadBytes(FlowDirection.TO_CLIENT)).isEqualTo(4);
        assertThat(first.firstSeen()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(first.lastSeen()).isEqualTo(Instant.ofEpochSecond(3));
    }

    @Test
    void theClientIsWhoAsksForTheConnection() {
        at(0, segment(false, 1, 2, "").with(TcpFlag.SYN, TcpFlag.ACK).in(BARE));
        table.finish();

        Flow flow = recorder.ended().getFirst();
        assertThat(flow.key().client().port()).isEqualTo(TestPackets.CLIENT_PORT);
        assertThat(flow.isUnderWay()).isFalse();
    }

    @Test
    void echoesBelongTogetherByTheirIdentifier() {
        at(0, icmp(true, 8, 7));
        at(0, icmp(false, 0, 7));
        at(0, icmp(true, 8, 9));
        at(0, icmp(true, 3, 9));

        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void vlansAndTunnelsKeepFlowsApartAndAnswersComeTheOtherWay() {
        IpAddress one = IpAddress.parse("198.51.100.1").orElseThrow();
        IpAddress other = IpAddress.parse("198.51.100.2").orElseThrow();
        Envelope asked =
                new Envelope(
                        List.of(),
                        List.of(new Tunnel(Tunnel.Kind.VXLAN, List.of(), one, other, 42)));
        Envelope answered =
                new Envelope(
                        List.of(),
                        List.of(new Tunnel(Tunnel.Kind.VXLAN, List.of(), other, one, 42)));

        at(0, udp(asked, true, 4000));
        at(0, udp(answered, false, 4000));
        assertThat(table.size()).isEqualTo(1);
        at(0, udp(BARE, true, 4000));
        at(0, udp(new Envelope(List.of(5), List.of()), true, 4000));
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void aSilentFlowEndsByTheTimeOfTheCapture() {
        at(100, udp(BARE, true, 4000));
        at(130, udp(BARE, false, 4000));
        assertThat(recorder.take()).as("30 seconds").hasSize(3);
        at(250, udp(BARE, true, 4001));
        assertThat(recorder.take()).as("120 seconds, both ways").hasSize(2);
        at(251, udp(BARE, true, 4001));
        assertThat(recorder.take()).containsExactly("end 1 TIMED_OUT", ">datagram of 2");
        at(100, udp(BARE, true, 4001));
        assertThat(recorder.ended()).as("time does not go back").hasSize(1);
        at(281, udp(BARE, true, 4002));
        assertThat(recorder.take()).doesNotContain("end 2 TIMED_OUT");
        at(282, udp(BARE, true, 4002));
        assertThat(recorder.take()).contains("end 2 TIMED_OUT");
    }

    @Test
    void whereThereAreTooManyTheLeastWorthEndsFirst() {
        var small = new FlowTable(new FlowLimits(3, 1, 1), recorder);
        Instant now = Instant.EPOCH;
        small.accept(segment(true, 1, 1, "").in(BARE), now);
        small.accept(udp(BARE, true, 1), now);
        small.accept(udp(BARE, true, 2), now);
        small.accept(udp(BARE, true, 1), now);
        recorder.take();
        small.accept(udp(BARE, true, 3), now);
        assertThat(recorder.take()).as("silent longest").startsWith("end 3 EVICTED");
        small.accept(udp(BARE, false, 1), now);
        small.accept(udp(BARE, true, 4), now);
        small.accept(udp(BARE, true, 5), now);
        assertThat(recorder.take())
                .as("one way before both ways before an open connection")
                .containsSubsequence("end 4 EVICTED", "end 5 EVICTED");
        assertThat(small.evicted()).isEqualTo(3);
        assertThat(small.size()).isEqualTo(3);
    }

    private void at(long second, DecodedFrame frame) {
        table.accept(frame, Instant.ofEpochSecond(second));
    }
}
