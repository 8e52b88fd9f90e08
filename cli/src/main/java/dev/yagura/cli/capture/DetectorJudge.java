package dev.yagura.cli.capture;

import dev.yagura.detect.Finding;
import dev.yagura.detect.network.NetworkSettings;
import dev.yagura.detect.network.NetworkWatch;
import dev.yagura.detect.network.SentVolumes;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.packet.DecodedFrame;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the detectors of packets as they pass. */
public final class DetectorJudge implements PacketJudge {
    private final NetworkWatch watch;
    private long findings;

    /** Prepares to run detectors; what they find is told to {@code taker}. */
    public DetectorJudge(NetworkSettings settings, Consumer<Finding> taker) {
        watch =
                new NetworkWatch(
                        settings,
                        finding -> {
                            findings++;
                            taker.accept(finding);
                        });
    }

    @Override
    public AppListener flows() {
        return watch.flows();
    }

    @Override
    public void frame(CapturedFrame frame, DecodedFrame decoded, Instant time) {
        if (decoded instanceof DecodedFrame.Arp(var message, var envelope)) {
            watch.arp(message, envelope, time);
        }
    }

    /** Returns how much was sent so far, in the busiest hour of each pair of hosts. */
    public SentVolumes volumes() {
        return watch.volumes();
    }

    @Override
    public boolean isComplete() {
        return watch.forgotten() == 0;
    }

    @Override
    public void sayTo(PrintWriter err) {
        err.printf("detectors: %d; %d findings%n", watch.size(), findings);
        if (!isComplete()) {
            err.printf("incomplete: %d hosts or pairs were forgotten%n", watch.forgotten());
        }
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("detectors", watch.size(), "hostsForgotten", watch.forgotten());
    }
}
