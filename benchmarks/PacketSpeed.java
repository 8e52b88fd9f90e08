import dev.yagura.detect.network.BadFingerprints;
import dev.yagura.detect.network.NetworkSettings;
import dev.yagura.detect.network.NetworkWatch;
import dev.yagura.detect.network.SentVolumes;
import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.capture.CaptureReader;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.match.RuleEngine;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.PacketDecoder;
import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleConfig;
import dev.yagura.network.rules.RuleSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks at the packets of a capture that is in memory, on one thread, and prints how many it gets
 * through in a second of CPU time; run by {@code benchmarks/packets}.
 *
 * <p>Arguments: passes, capture, files of rules. As many passes again come before the first that
 * is measured, for the compiler to settle; printed are the median, the fastest and the slowest.
 */
final class PacketSpeed {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<CapturedFrame> frames;
    private final int passes;
    private final long bytes;

    private PacketSpeed(List<CapturedFrame> frames, int passes) {
        this.frames = frames;
        this.passes = passes;
        this.bytes = frames.stream().mapToLong(CapturedFrame::originalLengthBytes).sum();
    }

    /** What is done with all packets. */
    private interface Work {
        void pass();
    }

    public static void main(String[] arguments) throws IOException {
        int passes = Integer.parseInt(arguments[0]);
        var speed = new PacketSpeed(read(Path.of(arguments[1])), passes);
        System.out.printf(
                "%d packets, %d bytes, %d passes; packets/s and Gbit/s of CPU time%n",
                speed.frames.size(), speed.bytes, passes);
        System.out.printf(
                "%-22s %12s %12s %12s %10s%n", "", "median", "slowest", "fastest", "Gbit/s");
        speed.measure("parsing", speed::parse);
        speed.measure("flows, protocols", () -> speed.sort(new AppListener() {}));
        speed.measure("and detectors", speed::detect);
        if (arguments.length > 2) {
            NetworkRules rules = rules(Arrays.asList(arguments).subList(2, arguments.length));
            speed.measure(
                    "flows, %d rules".formatted(rules.accepted().size()),
                    () -> speed.sort(new RuleEngine(rules.accepted(), _ -> {})));
        }
    }

    private static List<CapturedFrame> read(Path file) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            CaptureReader reader = CaptureReader.open(in);
            Optional<CapturedFrame> next = reader.next();
            while (next.isPresent()) {
                frames.add(next.get());
                next = reader.next();
            }
        }
        return frames;
    }

    private static NetworkRules rules(List<String> files) throws IOException {
        List<RuleSource> sources = new ArrayList<>();
        for (String file : files) {
            sources.add(
                    new RuleSource(
                            file,
                            Files.readString(Path.of(file), StandardCharsets.ISO_8859_1)));
        }
        return NetworkRules.read(sources, RuleConfig.defaults());
    }

    private void measure(String name, Work work) {
        for (int i = 0; i < passes; i++) {
            work.pass();
        }
        double[] rates = new double[passes];
        for (int i = 0; i < passes; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            work.pass();
            rates[i] = frames.size() / ((THREADS.getCurrentThreadCpuTime() - start) / 1e9);
        }
        Arrays.sort(rates);
        double median = rates[passes / 2];
        System.out.printf(
                Locale.ROOT,
                "%-22s %12.0f %12.0f %12.0f %10.2f%n",
                name,
                median,
                rates[0],
                rates[passes - 1],
                median / frames.size() * bytes * 8 / 1e9);
    }

    private void parse() {
        var decoder = new PacketDecoder();
        long whole = 0;
        for (CapturedFrame frame : frames) {
            if (decoder.decode(frame) instanceof DecodedFrame.Whole) {
                whole++;
            }
        }
        if (whole == 0) {
            throw new IllegalStateException("no packet is whole");
        }
    }

    private void sort(AppListener listener) {
        var decoder = new PacketDecoder();
        var table = new FlowTable(FlowLimits.DEFAULT, new AppLayer(listener));
        for (CapturedFrame frame : frames) {
            table.accept(decoder.decode(frame), frame.time().orElse(Instant.EPOCH));
        }
        table.finish();
    }

    private void detect() {
        var settings =
                new NetworkSettings(_ -> true, BadFingerprints.EMPTY, SentVolumes.EMPTY);
        sort(new NetworkWatch(settings, _ -> {}).flows());
    }
}
