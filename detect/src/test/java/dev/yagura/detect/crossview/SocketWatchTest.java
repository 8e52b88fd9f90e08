package dev.yagura.detect.crossview;

import static dev.yagura.detect.crossview.WatchedGuest.GUEST;
import static dev.yagura.detect.crossview.WatchedGuest.PEER;
import static dev.yagura.detect.crossview.WatchedGuest.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.kernel.table.Row;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketWatchTest {
    private static final String HIDDEN = "network.socket.hidden";
    private final WatchedGuest guest = new WatchedGuest();

    private static Row listener(int port) {
        return socket("tcp6", "::", port, "::", 0, "LISTEN");
    }

    private Finding only() {
        assertThat(guest.findings()).hasSize(1);
        return guest.findings().getFirst();
    }

    @Test
    void connectionThatNoTableShowsIsFoundAtTheSecondLook() {
        guest.lists(listener(22)).connects(40_001, 22).says(40_001, 22, 0, "SSH-");

        guest.look().says(40_001, 22, 4, "a").pauseSeconds(1).says(40_001, 22, 5, "b");
        assertThat(guest.findings()).as("after one look").isEmpty();
        guest.look().pauseSeconds(1);
        assertThat(guest.findings()).as("it may just have ended").isEmpty();
        guest.says(40_001, 22, 6, "c");

        Finding finding = only();
        assertThat(finding.rule()).isEqualTo(HIDDEN);
        assertThat(finding.subject()).isEqualTo("tcp port 22");
        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.evidence().getFirst().describe())
                .contains("10.0.2.15:22 and 10.0.2.2:40001", "at 2 looks");
    }

    @Test
    void connectionThatOneTableShowsIsNotFound() {
        guest.lists(socket("tcp", GUEST, 22, PEER, 40_001, "ESTABLISHED")).connects(40_001, 22);

        for (int i = 0; i < 5; i++) {
            guest.says(40_001, 22, i, "a").look().pauseSeconds(1);
        }

        assertThat(guest.says(40_001, 22, 5, "b").findings()).isEmpty();
        assertThat(guest.watch().owner(guest.flow(0)).orElseThrow().fields())
                .containsEntry("pid", 77)
                .containsEntry("exe", "/bin/busybox")
                .containsEntry("uid", 0L)
                .containsEntry("knownBy", "connection");
    }

    @Test
    void connectionThatEndsBeforeTheLookIsNotFound() {
        for (int port = 40_001; port < 40_010; port++) {
            guest.connects(port, 22).says(port, 22, 0, "x").look();
            guest.pauseSeconds(1);
        }

        // Each was seen before a look only; port 22 itself answers before and after each.
        assertThat(guest.findings()).extracting(Finding::subject).containsExactly("tcp port 22");
        assertThat(only().evidence().getFirst().describe()).contains("at 3 looks");
    }

    @Test
    void portOfAServerIsNotFoundWhetherItListensOrServes() {
        for (int port = 40_001; port < 40_010; port++) {
            guest.listsNothing()
                    .lists(
                            port % 2 == 0
                                    ? listener(22)
                                    : socket("tcp", GUEST, 22, PEER, port, "CLOSE_WAIT"));
            guest.connects(port, 22).look().pauseSeconds(1);
        }

        assertThat(guest.findings()).isEmpty();
    }

    @Test
    void answersByUdpWithoutSocketAreFoundAndThoseWithAreNot() {
        guest.lists(socket("udp6", "::", 53, "::", 0, "CLOSE"))
                .lists(socket("udp", "224.0.0.251", 5_353, "0.0.0.0", 0, "CLOSE"));
        for (int i = 0; i < 4; i++) {
            guest.asks(5_000, 5_555)
                    .asks(5_001, 53)
                    .asks(5_003, 5_353)
                    .asks(5_002, 68)
                    .look()
                    .pauseSeconds(1);
        }

        assertThat(only().subject()).isEqualTo("udp port 5555");
        assertThat(only().confidence()).isEqualTo(Confidence.MEDIUM);
    }

    @Test
    void socketThatAProcessHoldsOutsideOfTheTablesIsNamed() {
        guest.lists(
                socket("udp", "0.0.0.0", 5_555, "0.0.0.0", 0, "CLOSE")
                        .with(Map.of("listed", false)));
        for (int i = 0; i < 4; i++) {
            guest.asks(5_000, 5_555).look().pauseSeconds(1);
        }

        assertThat(only().title()).contains("held by process 77 (nc, /bin/busybox) of user 0");
        assertThat(only().confidence()).isEqualTo(Confidence.HIGH);
    }

    @Test
    void looksThatMissSomethingProveNothing() {
        guest.cannotBeReadWhole().connects(40_001, 22);
        for (int i = 0; i < 5; i++) {
            guest.says(40_001, 22, i, "a").look().pauseSeconds(1);
        }

        assertThat(guest.says(40_001, 22, 5, "b").findings()).isEmpty();
    }

    @Test
    void translatedConnectionIsThatOfTheSocketWithTheOtherEnd() {
        guest.loads("nf_nat")
                .lists(socket("udp", "172.17.0.2", 33_000, "192.0.2.1", 53, "ESTABLISHED"));
        for (int i = 0; i < 5; i++) {
            guest.asked(44_000, "192.0.2.1", 53).look().pauseSeconds(1);
        }
        assertThat(guest.findings()).isEmpty();

        for (int i = 0; i < 5; i++) {
            guest.asked(44_000, "192.0.2.9", 53).look().pauseSeconds(1);
        }
        assertThat(only().subject()).isEqualTo("udp to 192.0.2.9:53");
        assertThat(only().confidence()).isEqualTo(Confidence.LOW);
    }

    @Test
    void addressThatNoInterfaceHasIsCountedAlone() {
        for (int i = 0; i < 5; i++) {
            guest.datagrams("10.0.2.77", 5_555).look().pauseSeconds(1);
        }

        assertThat(guest.findings()).isEmpty();
        assertThat(guest.watch().foreign()).isPositive();
    }

    @Test
    void listenerThatNeverAnswersIsTold() {
        guest.lists(listener(31_337)).lists(listener(22)).connects(40_001, 22);
        guest.knocks(41_001, 31_337).knocks(41_002, 31_337).knocks(41_003, 31_337);
        guest.knocks(41_001, 31_338).knocks(41_002, 31_338).knocks(41_003, 31_338);

        guest.pauseSeconds(90).connects(40_002, 22).look();

        assertThat(only().rule()).isEqualTo("network.port.silent");
        assertThat(only().subject()).isEqualTo("tcp port 31337");
    }

    @Test
    void ownerOfAFlowThatBeginsIsWhoListens() {
        guest.lists(listener(22)).look().connects(40_001, 22);

        FlowOwner owner = guest.watch().owner(guest.flow(0)).orElseThrow();

        assertThat(owner.basis()).isEqualTo(FlowOwner.Basis.PORT);
        assertThat(owner.text()).isEqualTo("process 77 (nc, /bin/busybox) of user 0");
    }
}
