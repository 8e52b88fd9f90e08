package dev.yagura.detect.network;

import dev.yagura.detect.DetectorInfo;
import java.util.List;

/** Lists the detectors that judge packets. */
public final class NetworkDetectors {
    private NetworkDetectors() {}

    /** Returns what each is, in the order in which they are told of packets. */
    public static List<DetectorInfo> infos() {
        return List.of(
                PortScanDetector.INFO,
                HostSweepDetector.INFO,
                BeaconDetector.INFO,
                DnsTunnelDetector.INFO,
                GeneratedNamesDetector.INFO,
                ArpDetector.INFO,
                DhcpServerDetector.INFO,
                SshBruteForceDetector.INFO,
                ExfiltrationDetector.INFO,
                CleartextDetector.INFO,
                KnownBadDetector.INFO,
                StratumDetector.INFO);
    }
}
