package dev.yagura.detect.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.builtin.BuiltInDetectors;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What each detector of packets finds, and a neighbour of it that is benign. */
class NetworkDetectorsTest {
    private static final String VM = "192.168.1.10";
    private static final String OTHER = "192.168.1.20";
    private static final String FOREIGN = "203.0.113.5";

    @Test
    void aScanOfPortsIsFoundAtItsTwentiethPort() {
        Scene scene = new Scene();
        for (int port = 1; port <= 30; port++) {
            scene.refused(VM, OTHER, port);
        }

        assertThat(scene.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("network.scan.ports");
                    assertThat(finding.subject()).isEqualTo("192.168.1.10 to 192.168.1.20, tcp");
                    assertThat(finding.evidence().getFirst().describe())
                            .contains("1, 2, 3, 4")
                            .contains("19, 20, expected fewer than 20");
                });
    }

    @Test
    void aScanThatNobodyAnswersIsFoundToo() {
        Scene scene = new Scene();
        for (int port = 1; port <= 20; port++) {
            scene.unanswered(VM, OTHER, port).pauseSeconds(20);
        }
        scene.pauseSeconds(600).talk(VM, FOREIGN, 80);

        assertThat(scene.rules()).containsExactly("network.scan.ports");
    }

    @Test
    void oneDeadPortAndManyThatAnswerAreNoScan() {
        Scene scene = new Scene();
        for (int i = 0; i < 100; i++) {
            scene.refused(VM, OTHER, 8080).talk(VM, OTHER, 1000 + i, ">hello", "<hello");
        }
        for (int port = 33_434; port < 33_524; port++) {
            scene.datagram(VM, 50_000, FOREIGN, port, new byte[12]); // traceroute
        }

        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void portsThatAreTriedOverDaysAndConnectionsThatAreResetLaterAreNoScan() {
        Scene scene = new Scene();
        for (int port = 1; port <= 60; port++) {
            scene.refused(VM, OTHER, port).pauseSeconds(600);
        }
        for (int port = 1; port <= 60; port++) {
            scene.reset(VM, OTHER, port);
        }

        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void aSweepOfHostsIsFoundByAnyMeans() {
        Scene tcp = new Scene();
        Scene arp = new Scene();
        for (int host = 1; host <= 60; host++) {
            tcp.refused(VM, "192.168.7." + host, 445);
            arp.arp(1, 0x5254_0000_0001L, VM, "192.168.1." + (100 + host));
        }

        assertThat(tcp.rules()).containsExactly("network.scan.hosts");
        assertThat(arp.rules()).containsExactly("network.scan.hosts");
    }

    @Test
    void hostsThatAnswerAreNoSweep() {
        Scene scene = new Scene();
        for (int host = 1; host <= 90; host++) {
            String other = "192.168.7." + host;
            scene.talk(VM, other, 443, ">hello", "<hello");
            scene.arp(1, 0x5254_0000_0001L, VM, other);
            scene.arp(2, 0x5254_0000_0100L + host, other, VM);
        }

        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void callsAtEvenTimesAreABeaconWithJitterToo() {
        Scene even = new Scene();
        Scene jitter = new Scene();
        var random = new Random(7);
        for (int i = 0; i < 14; i++) {
            even.talk(VM, FOREIGN, 443, ">hello", "<no").pauseSeconds(60);
            jitter.talk(VM, FOREIGN, 443, ">hello", "<no")
                    .pause(Duration.ofMillis(60_000 + random.nextInt(-15_000, 15_000)));
        }

        assertThat(even.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("network.beacon");
                    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
                    assertThat(finding.title()).endsWith("every 60 seconds");
                });
        assertThat(jitter.rules()).containsExactly("network.beacon");
    }

    @Test
    void peopleTimeServersAndHostsAtHomeAreNoBeacons() {
        Scene scene = new Scene();
        var random = new Random(7);
        for (int i = 0; i < 100; i++) {
            scene.talk(VM, FOREIGN, 443, ">hello", "<hello")
                    .pause(Duration.ofMillis(Math.round(-60_000 * Math.log(random.nextDouble()))));
        }
        for (int i = 0; i < 30; i++) {
            scene.talk(VM, OTHER, 9100, ">hello", "<hello")
                    .datagram(VM, 123, FOREIGN, 123, new byte[48])
                    .pauseSeconds(64);
        }

        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void manyLongNamesBelowOneDomainAreATunnel() {
        Scene scene = new Scene();
        var random = new Random(7);
        for (int i = 0; i < 70; i++) {
            scene.lookup(VM, hex(random, 40) + "." + hex(random, 40) + ".t.example.co.uk", 0);
        }

        assertThat(scene.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("network.dns.tunnel");
                    assertThat(finding.subject()).isEqualTo("192.168.1.10, example.co.uk");
                });
    }

    @Test
    void longNamesAgainAndAgainShortOnesAndBackwardsOnesAreNoTunnel() {
        Scene scene = new Scene();
        for (int i = 0; i < 200; i++) {
            scene.lookup(VM, "d111111abcdef8-long-name-of-a-cdn-" + i % 8 + ".example.net", 0)
                    .lookup(VM, "%d.2.0.192.list.example.org".formatted(i), 0)
                    .lookup(VM, "%d.%s.ip6.arpa".formatted(i % 10, "0.".repeat(29) + i), 0);
        }

        assertThat(scene.rules()).isEmpty();
    }

    private static String hex(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(Integer.toHexString(random.nextInt(16)));
        }
        return text.toString();
    }

    @Test
    void madeUpDomainsThatDoNotExistAreFound() {
        Scene scene = new Scene();
        var random = new Random(7);
        for (int i = 0; i < 40; i++) {
            var label = new StringBuilder();
            for (int at = 0; at < 14; at++) {
                label.append((char) ('a' + random.nextInt(26)));
            }
            scene.lookup(VM, label + ".com", 3);
        }

        assertThat(scene.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("network.dns.generated-names");
                    assertThat(finding.subject()).isEqualTo(VM);
                });
    }

    @Test
    void typingErrorsAndMadeUpDomainsThatExistAreNotFound() {
        Scene scene = new Scene();
        String[] words =
                ("wikipedias stackoverflaw kubernates letsencrybt washingtonpots googleapies"
                                + " elasticsearsh prometeus cloudflair microsoftt salesforze"
                                + " instagrams jetbrians bookking netflicks")
                        .split(" ", -1);
        for (String word : words) {
            scene.lookup(VM, "www." + word + ".com", 3).lookup(VM, "xkqzvjwpfhgt.com", 0);
        }

        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void twoCardsWithOneAddressAreFound() {
        Scene scene =
                new Scene()
                        .arp(2, 0x5254_0000_0001L, "192.168.1.1", VM)
                        .pauseSeconds(30)
                        .arp(2, 0x5254_0000_0066L, "192.168.1.1", VM)
                        .pauseSeconds(5)
                        .arp(1, 0x5254_0000_0001L, "192.168.1.1", VM);

        assertThat(scene.findings())
                .extracting(Finding::confidence)
                .containsExactly(Confidence.LOW, Confidence.HIGH);
        assertThat(scene.findings().getLast().title())
                .isEqualTo(
                        "52:54:00:00:00:66 and 52:54:00:00:00:01 say in turn that they have"
                                + " 192.168.1.1");
    }

    @Test
    void anAddressThatSomebodyElseGetsLaterAndAVirtualRouterAreNotFound() {
        Scene scene =
                new Scene()
                        .arp(1, 0x5254_0000_0001L, "192.168.1.30", VM)
                        .pauseSeconds(3600)
                        .arp(1, 0x5254_0000_0002L, "192.168.1.30", VM)
                        .arp(2, 0x5254_0000_0001L, "192.168.1.1", VM)
                        .arp(2, 0x0000_5E00_0101L, "192.168.1.1", VM)
                        .arp(1, 0x5254_0000_0003L, "0.0.0.0", "192.168.1.30");

        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void aSecondDhcpServerIsFoundAndWhatItSaysOtherwise() {
        byte[] first = DhcpBytes.ack("192.168.1.1", "192.168.1.1", "192.168.1.1");
        Scene scene =
                new Scene()
                        .datagram("192.168.1.1", 67, VM, 68, first)
                        .datagram("192.168.1.1", 67, OTHER, 68, first)
                        .datagram(
                                "192.168.1.66",
                                67,
                                VM,
                                68,
                                DhcpBytes.ack("192.168.1.66", "192.168.1.66", "192.168.1.66"));

        assertThat(scene.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("network.dhcp.other-server");
                    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
                    assertThat(finding.subject()).isEqualTo("192.168.1.66");
                });
    }

    @Test
    void oneDhcpServerIsNotFoundWhateverIsAskedOfIt() {
        byte[] ack = DhcpBytes.ack("192.168.1.1", "192.168.1.1", "192.168.1.1");
        Scene scene = new Scene();
        for (int i = 0; i < 20; i++) {
            scene.datagram("0.0.0.0", 68, "255.255.255.255", 67, DhcpBytes.discover())
                    .datagram("192.168.1.1", 67, "192.168.1." + (100 + i), 68, ack);
        }

        assertThat(scene.rules()).isEmpty();
    }

    private static final String BANNER = "SSH-2.0-OpenSSH_9.2\r\n";

    private static Scene ssh(Scene scene, int bytes) {
        return scene.talk(
                VM, OTHER, 22, "<" + BANNER, ">" + BANNER, ">" + "k".repeat(bytes), "<no");
    }

    @Test
    void guessingPasswordsOfSshIsFoundAndTheOneThatFitted() {
        Scene scene = new Scene();
        for (int i = 0; i < 11; i++) {
            ssh(scene, 2500).pauseSeconds(5);
        }
        ssh(scene, 20_000);

        assertThat(scene.findings())
                .extracting(Finding::subject)
                .containsExactly(
                        "192.168.1.10 to 192.168.1.20:22",
                        "192.168.1.10 to 192.168.1.20:22, let in");
        assertThat(scene.rules()).containsOnly("network.ssh.brute-force");
    }

    @Test
    void workOverSshIsNotFoundHoweverOften() {
        Scene scene = new Scene();
        for (int i = 0; i < 40; i++) {
            ssh(scene, 12_000).pauseSeconds(5);
        }
        ssh(scene, 2500).pauseSeconds(60);
        ssh(scene, 2500);

        assertThat(scene.rules()).isEmpty();
    }

    private static Scene upload(int mebibytes, String back) {
        String[] messages = new String[mebibytes * 32 + 1];
        Arrays.fill(messages, ">" + "x".repeat(32_768));
        messages[messages.length - 1] = "<" + back;
        return new Scene().talk(VM, FOREIGN, 9999, messages);
    }

    @Test
    void muchMoreThanUsualIsFoundWithABaseline() throws Exception {
        Scene scene = upload(70, "ok");

        assertThat(scene.findings(BadFingerprints.EMPTY, volumes("192.168.1.10 203.0.113.5 9000")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("network.exfiltration");
                    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
                });
    }

    @Test
    void whatIsUsualAndWhatNothingIsKnownOfIsNotFound() throws Exception {
        Scene scene = upload(70, "ok");

        assertThat(
                        scene.findings(
                                BadFingerprints.EMPTY,
                                volumes("192.168.1.10 203.0.113.5 60000000")))
                .isEmpty();
        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void volumesThatWereWrittenAreRead() throws Exception {
        var watch =
                new NetworkWatch(
                        Scene.settings(BadFingerprints.EMPTY, SentVolumes.EMPTY), finding -> {});
        upload(1, "ok").run(watch);

        assertThat(watch.volumes().text()).endsWith("192.168.1.10 203.0.113.5 1048576\n");
        assertThat(volumes(watch.volumes().text())).isEqualTo(watch.volumes());
    }

    private static SentVolumes volumes(String text) throws Exception {
        return SentVolumes.read(Lists.of(text));
    }

    @Test
    void passwordsInTheClearAreFoundWithoutBeingShown() {
        String plain = Base64.getEncoder().encodeToString("\0carol\0s3cret".getBytes(UTF_8));
        String basic = Base64.getEncoder().encodeToString("dave:s3cret".getBytes(UTF_8));
        Scene scene =
                new Scene()
                        .talk(
                                VM,
                                FOREIGN,
                                21,
                                "<220 hi\r\n",
                                ">USER bob\r\n",
                                "<331 ?\r\n",
                                ">PASS s3cret\r\n")
                        .talk(
                                VM,
                                FOREIGN,
                                25,
                                "<220 hi\r\n",
                                ">EHLO me\r\n",
                                "<250 ok\r\n",
                                ">AUTH PLAIN " + plain + "\r\n")
                        .talk(
                                VM,
                                FOREIGN,
                                80,
                                ">GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic "
                                        + basic
                                        + "\r\n\r\n",
                                "<HTTP/1.1 204 No\r\n\r\n");

        assertThat(scene.findings())
                .extracting(Finding::title)
                .containsExactly(
                        "192.168.1.10 to 203.0.113.5:21, ftp: the password of \"bob\" is sent in the"
                                + " clear",
                        "192.168.1.10 to 203.0.113.5:25, smtp: the password of \"carol\" is sent in"
                                + " the clear",
                        "192.168.1.10 to 203.0.113.5:80, http: the password of \"dave\" is sent in"
                                + " the clear");
        assertThat(scene.findings().toString()).doesNotContain("s3cret");
    }

    @Test
    void anonymousUsersTokensAndStartTlsAreNotFound() {
        Scene scene =
                new Scene()
                        .talk(
                                VM,
                                FOREIGN,
                                21,
                                "<220 hi\r\n",
                                ">USER anonymous\r\n",
                                "<331 ?\r\n",
                                ">PASS me@example.org\r\n")
                        .talk(
                                VM,
                                FOREIGN,
                                25,
                                "<220 hi\r\n",
                                ">EHLO me\r\n",
                                "<250 ok\r\n",
                                ">STARTTLS\r\n",
                                "<220 go\r\n",
                                ">AUTH PLAIN of no use\r\n")
                        .talk(
                                VM,
                                FOREIGN,
                                80,
                                ">GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer"
                                        + " abc\r\n\r\n",
                                "<HTTP/1.1 204 No\r\n\r\n");

        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void minersAreFoundByWhatTheyAskFor() {
        assertThat(
                        new Scene()
                                .talk(
                                        VM,
                                        FOREIGN,
                                        3333,
                                        ">{\"id\": 1, \"method\": \"mining.sub",
                                        ">scribe\", \"params\": []}\n")
                                .rules())
                .containsExactly("network.miner.stratum");
        assertThat(
                        new Scene()
                                .talk(
                                        VM,
                                        FOREIGN,
                                        443,
                                        ">{\"method\":\"login\",\"params\":{\"login\":"
                                                + "\"4x\",\"pass\":\"x\"},\"id\":1}\n")
                                .rules())
                .containsExactly("network.miner.stratum");
    }

    @Test
    void otherJsonIsNotTakenForAMiner() {
        assertThat(
                        new Scene()
                                .talk(
                                        VM,
                                        FOREIGN,
                                        3333,
                                        ">{\"jsonrpc\":\"2.0\",\"method\":\"login\","
                                                + "\"params\":[\"token\"]}\n")
                                .talk(VM, FOREIGN, 3333, ">about \"method\":\"mining.subscribe\"")
                                .rules())
                .isEmpty();
    }

    @Test
    void eachDetectorIsExplained() {
        assertThat(BuiltInDetectors.infos()).containsAll(NetworkDetectors.infos());
        assertThat(NetworkDetectors.infos())
                .allSatisfy(info -> {
                    assertThat(info.id()).startsWith("network.").isLowerCase();
                    assertThat(info.description().toLowerCase(Locale.ROOT))
                            .contains("looking alike");
                    assertThat(info.techniques()).isNotEmpty();
                })
                .hasSize(12);
    }
}
