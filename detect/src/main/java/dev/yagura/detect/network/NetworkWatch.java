package dev.yagura.detect.network;

import dev.yagura.detect.Finding;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppListeners;
import dev.yagura.network.packet.ArpMessage;
import dev.yagura.network.packet.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All detectors of packets, on one capture.
 *
 * <p>Findings are told as soon as they are made, on the thread that tells what is in flows. Not
 * safe for use by several threads.
 */
public final class NetworkWatch {
    private final List<NetworkDetector> detectors;
    private final ExfiltrationDetector sent;
    private final AppListeners flows;

    /**
     * Starts watching.
     *
     * @param settings what the user knows of the network
     * @param findings is told what is found, in the order of the packets
     */
    public NetworkWatch(NetworkSettings settings, Consumer<Finding> findings) {
        sent = new ExfiltrationDetector(settings, findings);
        List<NetworkDetector> all = new ArrayList<>();
        all.add(new PortScanDetector(findings));
        all.add(new HostSweepDetector(findings));
        all.add(new BeaconDetector(settings, findings));
        all.add(new DnsTunnelDetector(findings));
        all.add(new GeneratedNamesDetector(findings));
        all.add(new ArpDetector(findings));
        all.add(new DhcpServerDetector(findings));
        all.add(new SshBruteForceDetector(findings));
        all.add(sent);
        all.add(new CleartextDetector(findings));
        if (!settings.bad().isEmpty()) {
            all.add(new KnownBadDetector(settings, findings));
        }
        all.add(new StratumDetector(findings));
        detectors = List.copyOf(all);
        flows = new AppListeners(detectors);
    }

    /** Returns what is to be told what is in flows. */
    public AppListener flows() {
        return flows;
    }

    /** Takes a message of ARP. */
    public void arp(ArpMessage message, Envelope envelope, Instant time) {
        detectors.forEach(each -> each.arp(message, envelope, time));
    }

    /** Returns how many detectors run. */
    public int size() {
        return detectors.size();
    }

    /** Returns how much was sent so far, in the busiest hour of each pair of hosts. */
    public SentVolumes volumes() {
        return sent.volumes();
    }

    /** Returns how much detectors forgot because there was too much. */
    public long forgotten() {
        return detectors.stream().mapToLong(NetworkDetector::forgotten).sum();
    }
}
