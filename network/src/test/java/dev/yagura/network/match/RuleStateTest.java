package dev.yagura.network.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules note for each other, how often they are reported, and what lets pass. */
class RuleStateTest {
    private static String alert(long sid, String options) {
        return "alert tcp any any -> any any (%s sid:%d;)".formatted(options, sid);
    }

    @Test
    void bitsOfAFlowAreSetAndAsked() {
        Traffic traffic = new Traffic().tcp(7, ">one", "<ok", ">two").tcp(7, ">two", "<ok");

        assertThat(
                        traffic.alerts(
                                alert(1, "content:\"one\"; flowbits:set,a; flowbits:noalert;"),
                                alert(2, "content:\"two\"; flowbits:isset,a;"),
                                alert(3, "content:\"two\"; flowbits:isnotset,a;"),
                                alert(4, "content:\"two\"; flowbits:isset,b|a;"),
                                alert(5, "content:\"two\"; flowbits:isset,b;")))
                .extracting(each -> each.rule().info().sid() + " in " + each.flow().number())
                .containsExactlyInAnyOrder("2 in 1", "4 in 1", "3 in 2");
    }

    @Test
    void aBitIsSetBeforeItIsAskedWhereTheSamePacketDoesBoth() {
        Traffic traffic = new Traffic().tcp(7, ">one two");

        assertThat(
                        traffic.sids(
                                alert(1, "content:\"two\"; flowbits:isset,a;"),
                                alert(2, "content:\"one\"; flowbits:set,a;")))
                .containsExactly(2L, 1L);
    }

    @Test
    void bitsAreClearedAndToggled() {
        Traffic traffic = new Traffic().tcp(7, ">one", ">two", ">three", ">two");
        String ask = alert(3, "content:\"two\"; flowbits:isset,a;");

        assertThat(
                        traffic.sids(
                                alert(1, "content:\"one\"; flowbits:set,a; noalert;"),
                                alert(2, "content:\"three\"; flowbits:unset,a; noalert;"),
                                ask))
                .containsExactly(3L);
        assertThat(
                        traffic.sids(
                                alert(1, "content:\"one\"; flowbits:toggle,a; noalert;"),
                                alert(2, "content:\"three\"; flowbits:toggle,a; noalert;"),
                                ask))
                .containsExactly(3L);
    }

    @Test
    void bitsOfHostsReachOtherFlowsUntilTheyExpire() {
        Traffic traffic = new Traffic().tcp(7, ">one", "<ok").tcp(8, ">two", "<ok");
        String set = "content:\"one\"; xbits:set,a,track ip_src,expire %d; noalert;";

        assertThat(
                        traffic.sids(
                                alert(1, set.formatted(100)),
                                alert(2, "content:\"two\"; xbits:isset,a,track ip_src;"),
                                alert(3, "content:\"ok\"; xbits:isset,a,track ip_dst;"),
                                alert(4, "content:\"two\"; xbits:isnotset,a,track ip_src;"),
                                alert(5, "content:\"two\"; xbits:isset,a,track ip_dst;")))
                .containsExactlyInAnyOrder(2L, 3L, 3L);
        assertThat(
                        traffic.sids(
                                alert(1, set.formatted(1)),
                                alert(2, "content:\"two\"; xbits:isset,a,track ip_src;")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "threshold:type limit,track by_src,count 2,seconds 100; ~ 2",
                "threshold:type threshold,track by_src,count 3,seconds 100; ~ 3",
                "threshold:type both,track by_src,count 3,seconds 100; ~ 1",
                "threshold:type both,track by_src,count 20,seconds 100; ~ 0",
                "detection_filter:track by_src,count 7,seconds 100; ~ 3",
                "threshold:type limit,track by_src,count 1,seconds 4; ~ 2",
                "threshold:type limit,track by_flow,count 1,seconds 100; ~ 1",
                "threshold:type limit,track by_rule,count 1,seconds 100; ~ 1",
                "threshold:type limit,track by_dst,count 4,seconds 100; ~ 4",
                "threshold:type limit,track by_both,count 4,seconds 100; ~ 4",
            })
    void thresholdsSayHowOftenARuleIsReported(String threshold, int expected) {
        String[] messages = new String[10];
        java.util.Arrays.fill(messages, ">hit");

        assertThat(new Traffic().udp(9, messages).count("udp", "content:\"hit\"; " + threshold))
                .isEqualTo(expected);
    }

    @Test
    void aPassRuleKeepsOthersQuiet() {
        Traffic traffic = new Traffic().tcp(7, ">evil pass", ">evil").udp(7, ">evil pass", ">evil");
        String evil = "alert ip any any -> any any (content:\"evil\"; sid:1;)";

        assertThat(traffic.sids(evil)).hasSize(4);
        assertThat(traffic.alerts(evil, "pass udp any any -> any 7 (content:\"pass\"; sid:2;)"))
                .as("of a packet, it lets that packet pass")
                .hasSize(3);
        assertThat(traffic.alerts(evil, "pass tcp any any -> any 7 (content:\"pass\"; sid:2;)"))
                .as("of a stream, it lets the flow pass")
                .hasSize(2);
    }

    @Test
    void aDropRuleIsReportedAsOne() {
        assertThat(
                        new Traffic()
                                .udp(7, ">evil")
                                .alerts("drop udp any any -> any 7 (content:\"evil\"; sid:1;)"))
                .singleElement()
                .satisfies(alert ->
                        assertThat(alert.rule().header().action().name()).isEqualTo("DROP"));
    }
}
