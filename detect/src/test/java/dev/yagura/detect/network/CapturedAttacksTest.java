package dev.yagura.detect.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.lists.ListException;
import dev.yagura.network.app.AppLayer;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.PacketDecoder;
import dev.yagura.network.samples.Conversations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What detectors find in captures of real programs: {@code attacks.md} and {@code conversations.md}
 * of module network say how they were made.
 */
class CapturedAttacksTest {
    @Test
    void eachAttackIsFoundOnceAndNothingElse() throws Exception {
        assertThat(findings(Conversations.attacks(), BadFingerprints.EMPTY))
                .extracting(finding -> finding.rule() + ": " + finding.subject())
                .containsExactlyInAnyOrder(
                        "network.scan.ports: 192.168.0.10 to 192.168.0.1, tcp",
                        "network.scan.hosts: 192.168.0.10, tcp port 445",
                        "network.beacon: 192.168.0.10 to 203.0.113.5:4444",
                        "network.dns.tunnel: 192.168.0.10, example.org",
                        "network.dns.generated-names: 192.168.0.10",
                        "network.arp.spoofing: 192.168.0.1",
                        "network.arp.spoofing: 192.168.0.1, in turn",
                        "network.dhcp.other-server: 192.168.0.66",
                        "network.ssh.brute-force: 192.168.0.10 to 192.168.0.1:22",
                        "network.cleartext.credentials: 192.168.0.10 to 203.0.113.5:8080, http",
                        "network.cleartext.credentials: 192.168.0.10 to 203.0.113.5:21, ftp",
                        "network.miner.stratum: 192.168.0.10 to 203.0.113.5:3333");
    }

    @Test
    void ofPlainConversationsOnlyThePasswordIsFound() throws Exception {
        assertThat(findings(Conversations.frames(), BadFingerprints.EMPTY))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.title())
                                .contains("ftp: the password of \"someone\" is sent"));
    }

    @Test
    void fingerprintsAndCertificatesAreFoundInLists() throws Exception {
        String ja3 = Conversations.lines("tls.txt").getFirst().replaceFirst(".*;", "");
        BadFingerprints bad =
                BadFingerprints.read(Lists.of("# a list\n2026-01-01," + ja3 + ",Evil C2\n"));

        assertThat(findings(Conversations.frames(), bad))
                .filteredOn(finding -> finding.rule().equals("network.tls.known-bad"))
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
                    assertThat(finding.evidence().getFirst().describe())
                            .contains("Evil C2")
                            .contains("line 2 of a.txt");
                });
    }

    @Test
    void otherFingerprintsAreNotFound() throws Exception {
        BadFingerprints bad =
                BadFingerprints.read(
                        Lists.of(
                                "%s\n%s x\nt13d1516h2_8daaf6152771_b186095e22b6\n"
                                        .formatted("0".repeat(32), "0".repeat(40))));

        assertThat(findings(Conversations.frames(), bad))
                .extracting(Finding::rule)
                .containsExactly("network.cleartext.credentials");
    }

    @Test
    void linesWithoutOneFingerprintAreRefusedWithTheirPlace() {
        assertThatThrownBy(() -> BadFingerprints.read(Lists.of("\n1234 evil\n")))
                .isInstanceOf(ListException.class)
                .hasMessageStartingWith("a.txt:2: has 0 fingerprints");
        assertThatThrownBy(() -> SentVolumes.read(Lists.of("192.0.2.1 example.org 7")))
                .isInstanceOf(ListException.class)
                .hasMessageStartingWith("a.txt:1: is no line of two addresses");
    }

    private static List<Finding> findings(List<CapturedFrame> frames, BadFingerprints bad) {
        List<Finding> findings = new ArrayList<>();
        var watch = new NetworkWatch(Scene.settings(bad, SentVolumes.EMPTY), findings::add);
        var decoder = new PacketDecoder();
        var table = new FlowTable(FlowLimits.DEFAULT, new AppLayer(watch.flows()));
        for (CapturedFrame frame : frames) {
            DecodedFrame decoded = decoder.decode(frame);
            if (decoded instanceof DecodedFrame.Arp(var message, var envelope)) {
                watch.arp(message, envelope, frame.time().orElseThrow());
            }
            table.accept(decoded, frame.time().orElseThrow());
        }
        table.finish();
        assertThat(watch.forgotten()).isZero();
        return findings;
    }
}
