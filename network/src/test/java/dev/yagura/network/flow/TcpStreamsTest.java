package dev.yagura.network.flow;

import static dev.yagura.network.flow.TestPackets.BARE;
import static dev.yagura.network.flow.TestPackets.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.flow.TestPackets.Segment;
import dev.yagura.network.packet.TcpFlag;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes out of segments; {@link LinuxSegmentsTest} holds the same against a kernel. */
class TcpStreamsTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);
    private static final long CLIENT_START = 0xFFFF_FFFBL; // numbers wrap behind the fourth byte
    private static final long SERVER_START = 5000;

    private final Recorder recorder = new Recorder();
    private FlowTable table = new FlowTable(FlowLimits.DEFAULT, recorder);

    @BeforeEach
    void handshake() {
        shakeHands();
        assertThat(recorder.take()).containsExactly("start 1");
    }

    @Test
    void dataComeInOrderWhateverTheOrderOfSegments() {
        send(client(4, "efgh"));
        assertThat(recorder.take()).isEmpty();
        send(client(0, "abcd"));
        assertThat(recorder.take()).containsExactly(">abcd", ">efgh");
        send(server(0, 8, "answer"));
        assertThat(recorder.take()).containsExactly("<answer");
    }

    @Test
    void whatTheReceiverHasAndTheCaptureDoesNotIsAGap() {
        send(client(4, "efgh"));
        send(server(0, 4, ""));
        assertThat(recorder.take()).as("acknowledged up to 4").containsExactly(">gap 4", ">efgh");
        send(server(0, 20, ""));
        assertThat(recorder.take()).containsExactly(">gap 12");
        send(client(20, "u"));
        assertThat(recorder.take()).containsExactly(">u");
    }

    @Test
    void anAcknowledgedEndIsNoGap() {
        send(client(0, "abcd").with(TcpFlag.ACK, TcpFlag.FIN));
        send(server(0, 5, ""));
        assertThat(recorder.take()).containsExactly(">abcd", ">fin");
    }

    @Test
    void aSegmentThatTheCaptureCutLeavesAGap() {
        send(client(0, "ab").cut(2));
        send(client(4, "efgh"));
        assertThat(recorder.take()).containsExactly(">ab");
        send(server(0, 8, ""));
        assertThat(recorder.take()).containsExactly(">gap 2", ">efgh");
    }

    @Test
    void otherDataAtTheSamePlaceAreToldAndTheFirstCount() {
        send(client(0, "abcd"));
        send(client(0, "abXd"));
        send(client(2, "cdef"));
        assertThat(recorder.take()).containsExactly(">abcd", ">OTHER_DATA 0", ">ef");
        send(client(10, "klmn"));
        send(client(10, "klXn"));
        send(client(6, "ghijk"));
        assertThat(recorder.take()).containsExactly(">OTHER_DATA 10", ">ghijk", ">lmn");
    }

    @Test
    void whatCameLongAgoIsStillCompared() {
        send(client(0, "abcd"));
        send(server(0, 4, "answer"));
        recorder.take();
        send(client(0, "XXXX"));
        assertThat(recorder.take()).containsExactly(">OTHER_DATA 0");
    }

    @Test
    void aByteThatKeepsAConnectionAliveIsNotCompared() {
        send(client(0, "abcd"));
        send(client(3, "\0"));
        assertThat(recorder.take()).containsExactly(">abcd");
    }

    @Test
    void segmentsThatNoReceiverTakesAreDroppedAndTold() {
        send(client(0, "spoiled").spoiled());
        send(client(200_000, "far"));
        send(client(0, "bare").with());
        send(segment(true, CLIENT_START + 1, SERVER_START + 500_000, "unsent"));
        assertThat(recorder.take())
                .containsExactly(
                        ">BAD_CHECKSUM 0",
                        ">OUT_OF_WINDOW 200000",
                        ">NO_ACKNOWLEDGMENT 0",
                        ">WRONG_ACKNOWLEDGMENT 0");
        send(client(0, "abcd"));
        assertThat(recorder.take()).containsExactly(">abcd");
    }

    @Test
    void onlyTheExpectedResetEndsAConnection() {
        send(client(0, "abcd"));
        send(client(5, "").with(TcpFlag.RST));
        assertThat(recorder.take()).containsExactly(">abcd", ">REFUSED_RESET 5");
        send(client(4, "").with(TcpFlag.RST));
        table.finish();
        assertThat(recorder.take()).containsExactly("end 1 RESET");
    }

    @Test
    void aRefusalIsAResetThatAcknowledgesTheSyn() {
        var refused = new FlowTable(FlowLimits.DEFAULT, recorder);
        table = refused;
        send(segment(true, 7, 0, "").with(TcpFlag.SYN));
        send(segment(false, 0, 9, "").with(TcpFlag.RST, TcpFlag.ACK));
        send(segment(false, 0, 8, "").with(TcpFlag.RST, TcpFlag.ACK));
        table.finish();
        assertThat(recorder.take()).containsExactly("start 1", "<REFUSED_RESET 0", "end 1 RESET");
    }

    @Test
    void bothEndsCloseAConnection() {
        send(client(0, "abcd").with(TcpFlag.ACK, TcpFlag.FIN));
        send(client(5, "late"));
        send(server(0, 5, "bye").with(TcpFlag.ACK, TcpFlag.FIN));
        send(segment(true, CLIENT_START + 6, SERVER_START + 5, ""));
        table.finish();
        assertThat(recorder.take())
                .containsExactly(
                        ">abcd", ">fin", ">DATA_AFTER_END 5", "<bye", "<fin", "end 1 CLOSED");
    }

    @Test
    void aSynIsANewConnectionOnceTheOldOneIsClosedOrTheServerSaysSo() {
        send(client(0, "").with(TcpFlag.ACK, TcpFlag.FIN));
        send(server(0, 1, "").with(TcpFlag.ACK, TcpFlag.FIN));
        shakeHands();
        assertThat(recorder.take()).containsExactly(">fin", "<fin", "end 1 CLOSED", "start 2");

        send(segment(true, 77, 0, "").with(TcpFlag.SYN));
        send(client(0, "old"));
        send(segment(false, 900, 78, "").with(TcpFlag.SYN, TcpFlag.ACK));
        send(segment(true, 78, 901, "new"));
        assertThat(recorder.take())
                .containsExactly(
                        ">SYN_IN_CONNECTION " + (77 - CLIENT_START - 1 + (1L << 32)),
                        ">old",
                        "end 2 REPLACED",
                        "start 3",
                        ">new");
    }

    @Test
    void dataOfASynCountOnceTheyAreAcknowledged() {
        table = new FlowTable(FlowLimits.DEFAULT, recorder);
        send(segment(true, 0, 0, "early").with(TcpFlag.SYN));
        send(segment(false, 10, 6, "").with(TcpFlag.SYN, TcpFlag.ACK));
        send(segment(true, 6, 11, "late"));
        assertThat(recorder.take()).containsExactly("start 1", ">early", ">late");

        table = new FlowTable(FlowLimits.DEFAULT, recorder);
        send(segment(true, 0, 0, "early").with(TcpFlag.SYN));
        send(segment(false, 10, 1, "").with(TcpFlag.SYN, TcpFlag.ACK));
        send(segment(true, 1, 11, "late"));
        assertThat(recorder.take()).containsExactly("start 1", ">late");
    }

    @Test
    void aConnectionUnderWayIsReadFromItsFirstSegmentOn() {
        table = new FlowTable(FlowLimits.DEFAULT, recorder);
        send(segment(false, 700, 300, "answer"));
        send(segment(true, 300, 706, "question"));
        table.finish();
        assertThat(recorder.take())
                .containsExactly("start 1", "<answer", ">question", "end 1 CAPTURE_ENDED");
        assertThat(recorder.ended().getLast().isUnderWay()).isTrue();
    }

    @Test
    void whatWaitsIsBoundedForOneStreamAndForAll() {
        var limits = new FlowLimits(10, 1000, 2000);
        table = new FlowTable(limits, recorder);
        shakeHands();
        recorder.take();
        for (int at = 1; at <= 7; at += 2) {
            send(client(at, "x"));
        }
        assertThat(recorder.take()).isEmpty();
        for (int at = 9; at <= 15; at += 2) {
            send(client(at, "x"));
        }
        assertThat(recorder.take())
                .startsWith(">TOO_MUCH_OUT_OF_ORDER 0", ">gap 1", ">x", ">gap 1", ">x");

        table = new FlowTable(new FlowLimits(10, 1000, 1000), recorder);
        shakeHands();
        send(client(1, "a".repeat(800)));
        send(client(0, "b"));
        recorder.take();
        send(server(1, 0, "c".repeat(800)));
        assertThat(table.givenUp()).isEqualTo(1);
        assertThat(recorder.take()).as("its own stream gave up").contains("<gap 1");
    }

    @Test
    void whateverSegmentsComeBytesAndGapsAddUp() {
        var random = new Random(5);
        for (int i = 0; i < MUTATIONS / 20; i++) {
            var counter = new Recorder();
            table = new FlowTable(new FlowLimits(10, 4096, 8192), counter);
            for (int packet = 0; packet < 40; packet++) {
                boolean fromClient = random.nextBoolean();
                TcpFlag[] all = TcpFlag.values();
                var flags = new TcpFlag[random.nextInt(4)];
                for (int flag = 0; flag < flags.length; flag++) {
                    flags[flag] = all[random.nextInt(all.length)];
                }
                Segment segment =
                        segment(
                                fromClient,
                                random.nextInt(300),
                                random.nextInt(300),
                                "z".repeat(random.nextInt(60)));
                send(random.nextInt(3) == 0 ? segment.with(flags) : segment);
            }
            table.finish();
            assertThat(counter.ended()).hasSize((int) table.started());
            assertThat(table.size()).isZero();
        }
    }

    private void shakeHands() {
        send(segment(true, CLIENT_START, 0, "").with(TcpFlag.SYN));
        send(segment(false, SERVER_START, CLIENT_START + 1, "").with(TcpFlag.SYN, TcpFlag.ACK));
        send(client(0, ""));
    }

    private void send(Segment segment) {
        table.accept(segment.in(BARE), Instant.EPOCH);
    }

    private static Segment client(long offset, String payload) {
        return segment(true, CLIENT_START + 1 + offset, SERVER_START + 1, payload);
    }

    private static Segment server(long offset, long acknowledged, String payload) {
        return segment(false, SERVER_START + 1 + offset, CLIENT_START + 1 + acknowledged, payload);
    }
}
