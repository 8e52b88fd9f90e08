package dev.yagura.network.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.match.RuleAlert.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a connection, of its packets and of other packets rules are held against. */
class StreamMatchTest {
    @Test
    void aStreamIsSeenAcrossSegments() {
        Traffic traffic = new Traffic().tcp(7, ">one SPL", ">IT two");

        assertThat(traffic.alerts("alert tcp any any -> any any (content:\"SPLIT\"; sid:1;)"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.subject()).isEqualTo(Subject.STREAM));
        assertThat(traffic.count("tcp", "content:\"one\"; content:\"two\"; distance:0;"))
                .isEqualTo(1);
        assertThat(traffic.count("tcp-pkt", "content:\"SPLIT\";")).isZero();
        assertThat(traffic.count("tcp-pkt", "content:\"two\";")).isEqualTo(1);
        assertThat(traffic.count("tcp-stream", "content:\"two\";")).isEqualTo(1);
        assertThat(traffic.count("tcp", "content:\"SPLIT\"; flow:no_stream;")).isZero();
        assertThat(traffic.count("tcp", "content:\"SPLIT\"; flow:only_stream;")).isEqualTo(1);
    }

    @Test
    void whatARuleHasMatchedInItDoesNotMatchInAgain() {
        assertThat(new Traffic().tcp(7, ">hit", ">miss", ">miss").count("tcp", "content:\"hit\";"))
                .isEqualTo(1);
        assertThat(new Traffic().tcp(7, ">hit", ">miss", ">hit").count("tcp", "content:\"hit\";"))
                .isEqualTo(2);
        assertThat(
                        new Traffic()
                                .tcp(7, ">hit", ">miss")
                                .count("tcp", "content:\"hit\"; content:\"miss\";"))
                .isEqualTo(1);
    }

    @Test
    void placesCountFromTheStreamsStartAndFromEachPackets() {
        Traffic traffic = new Traffic().tcp(7, "<220 hi", "<530 no", "<530 no");

        assertThat(
                        traffic.alerts(
                                "alert tcp any any -> any any (content:\"530\"; depth:3; sid:1;)"))
                .extracting(RuleAlert::subject)
                .containsExactly(Subject.PACKET, Subject.PACKET);
        assertThat(traffic.count("tcp", "content:\"220\"; depth:3;")).isEqualTo(1);
        assertThat(traffic.count("tcp", "content:\"220\"; depth:3; content:\"530\";")).isEqualTo(1);
    }

    @Test
    void theWindowHasItsStartFor8KiBAndLaterTheLast4KiB() {
        String[] long10 = new String[10];
        java.util.Arrays.fill(long10, ">" + "x".repeat(1000));
        long10[0] = ">begin" + "x".repeat(994);
        long10[7] = ">middle" + "x".repeat(994);
        long10[9] = ">end" + "x".repeat(996);
        Traffic traffic = new Traffic().tcp(7, long10);

        assertThat(traffic.count("tcp", "content:\"begin\"; content:\"middle\";")).isEqualTo(1);
        assertThat(traffic.count("tcp", "content:\"middle\"; content:\"end\";")).isEqualTo(1);
        assertThat(traffic.count("tcp", "content:\"begin\"; content:\"end\";")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "flow:to_server; content:\"ping\"; ~ 1",
                "flow:to_client; content:\"ping\"; ~ 0",
                "flow:from_client; content:\"ping\"; ~ 1",
                "flow:from_server; content:\"pong\"; ~ 1",
                "flow:established; content:\"ping\"; ~ 1",
                "flow:established; flags:S; ~ 0",
                "flow:not_established; flags:S; ~ 1",
                "flow:stateless; flags:S; ~ 1",
                "flags:S; ~ 1",
                "flags:SA; ~ 1",
                "flags:+S; ~ 2",
                "flags:S+; ~ 2",
                "flags:*SF; ~ 4",
                "flags:!A; ~ 1",
                "flags:S,A; ~ 2",
                "flags:0; ~ 0",
                "flags:PA; dsize:4; ~ 2",
                "flags:PA; dsize:5; ~ 0",
                "stream_size:client,=,5; content:\"pong\"; ~ 1",
                "stream_size:client,>,5; content:\"pong\"; ~ 0",
                "stream_size:server,<,6; content:\"pong\"; ~ 1",
                "stream_size:both,=,5; content:\"pong\"; ~ 1",
                "stream_size:either,=,5; content:\"pong\"; ~ 1",
                "stream_size:either,=,4; content:\"pong\"; ~ 0",
            })
    void conditionsOnConnections(String options, int expected) {
        assertThat(new Traffic().tcp(7, ">ping", "<pong").count("tcp", options))
                .isEqualTo(expected);
    }

    @Test
    void otherFlowsAreEstablishedOnceBothSidesHaveSent() {
        Traffic traffic = new Traffic().udp(9, ">hit", "<hit", ">hit");

        assertThat(traffic.count("udp", "content:\"hit\"; flow:established;")).isEqualTo(2);
        assertThat(traffic.count("udp", "content:\"hit\"; flow:not_established;")).isEqualTo(1);
        assertThat(traffic.count("udp", "content:\"hit\"; flow:to_client;")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "itype:8; ~ 1",
                "itype:!8; ~ 1",
                "itype:3; icode:1; ~ 1",
                "itype:3; icode:2; ~ 0",
                "itype:<8; ~ 1",
                "icode:>0; ~ 1",
                "content:\"data\"; ~ 1",
            })
    void conditionsOnIcmp(String options, int expected) {
        Traffic traffic = new Traffic().icmp(true, 8, 0, "data").icmp(false, 3, 1, "");

        assertThat(traffic.count("icmp", options)).isEqualTo(expected);
        assertThat(new Traffic().udp(9, ">data").count("icmp", options)).isZero();
    }

    @Test
    void aRuleWithoutConditionsIsReportedOnceForEachDirectionOfAFlow() {
        Traffic traffic = new Traffic().tcp(7, ">a", "<b", ">c").udp(9, ">a", "<b", ">c");

        assertThat(traffic.count("ip", "msg:\"a\";")).isEqualTo(4);
        assertThat(traffic.alerts("alert ip 192.168.0.0/16 any -> any any (sid:1;)")).hasSize(2);
        assertThat(traffic.alerts("alert ip any any -> 203.0.113.5 9 (sid:1;)")).hasSize(1);
        assertThat(traffic.alerts("alert ip 203.0.113.6 any -> any any (sid:1;)")).isEmpty();
        assertThat(traffic.alerts("alert ip ![203.0.113.5,1.1.1.1] any -> any any (sid:1;)"))
                .hasSize(2);
    }

    @Test
    void headersSayWhoSends() {
        Traffic traffic = new Traffic().tcp(7, ">ping", "<pong");
        String rule = "alert tcp %s (content:\"pong\"; sid:1;)";

        assertThat(traffic.alerts(rule.formatted("any 7 -> any any"))).hasSize(1);
        assertThat(traffic.alerts(rule.formatted("any any -> any 7"))).isEmpty();
        assertThat(traffic.alerts(rule.formatted("any any <> any 7"))).hasSize(1);
        assertThat(traffic.alerts(rule.formatted("$EXTERNAL_NET any -> $HOME_NET any"))).hasSize(1);
        assertThat(traffic.alerts(rule.formatted("$HOME_NET any -> $EXTERNAL_NET any"))).isEmpty();
        assertThat(traffic.alerts(rule.formatted("any [1:6,8:] -> any any"))).isEmpty();
        assertThat(traffic.alerts(rule.formatted("any ![1:6,8:] -> any any"))).hasSize(1);
    }

    @Test
    void anAlertSaysWhereAndWhen() {
        List<RuleAlert> alerts =
                new Traffic()
                        .udp(9, ">no", "<hit")
                        .alerts(
                                "alert udp any any -> any any (msg:\"m\"; content:\"hit\"; sid:1;)");

        assertThat(alerts).hasSize(1);
        RuleAlert alert = alerts.getFirst();
        assertThat(alert.source().toString()).isEqualTo("203.0.113.5:9");
        assertThat(alert.destination().toString()).isEqualTo("192.168.1.10:40001");
        assertThat(alert.time().getEpochSecond()).isEqualTo(1);
        assertThat(alert.flow().number()).isEqualTo(1);
        assertThat(alert.rule().info().message()).isEqualTo("m");
    }
}
