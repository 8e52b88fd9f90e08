package dev.yagura.cli;

import dev.yagura.cli.capture.PacketSink;
import dev.yagura.cli.capture.Recording;
import dev.yagura.cli.capture.RecordingSummary;
import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.Progress;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.CaptureStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura capture}: a VM's packets. */
@Command(
        name = "capture",
        description = "Capture a running VM's packets, without a restart, until Ctrl-C.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "All network interfaces of the VM, both directions: what it sends is outbound. Written is",
            "pcapng. What was lost on the way is in it, with its time, and is said at the end.",
            "VM may also be pcap:FILE, a capture (pcap or pcapng), which is read in this process.",
            "",
            "yagura capture web --write - | tshark -r -      tshark, tcpdump, Zeek, Suricata, …",
            "mkfifo f; yagura capture web --write f          waits until somebody reads f",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all packets were captured",
            "2:wrong usage",
            "3:packets were lost, or the capture broke off; it has been said",
            "130:ended by Ctrl-C"
        })
final class CaptureCommand implements Callable<Integer> {
    private static final String PCAP = "pcap:";
    private static final long GOODBYE_SECONDS = 10;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Option(
            names = "--write",
            paramLabel = "FILE|-",
            description = "write pcapng to a new file, a FIFO, or standard output; else only count")
    private @Nullable String write;

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "QEMU's netdev; several times for several; all if not given")
    private List<String> interfaces = List.of();

    @Option(names = "--count", paramLabel = "FRAMES", description = "end after so many frames")
    private @Nullable Long count;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            description = "end after so many seconds; up to one more while no packet comes")
    private @Nullable Long seconds;

    @Option(
            names = "--json",
            description = "say at the end what came as a JSON object; on stderr with --write -")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Recording.Limits limits = limits();
        CountDownLatch done = new CountDownLatch(1);
        try {
            return vm.name().startsWith(PCAP) ? ofFile(limits, done) : ofVm(limits, done);
        } finally {
            done.countDown();
        }
    }

    private Recording.Limits limits() {
        if (count != null && count < 1) {
            throw new UsageException("--count is %d, expected at least 1".formatted(count));
        }
        if (seconds != null && seconds < 1) {
            throw new UsageException("--duration is %d, expected at least 1".formatted(seconds));
        }
        return new Recording.Limits(
                count == null ? OptionalLong.empty() : OptionalLong.of(count),
                Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }

    private int ofFile(Recording.Limits limits, CountDownLatch done) throws IOException {
        if (!interfaces.isEmpty()) {
            throw new UsageException("--interface is for running VMs");
        }
        Path file = Path.of(vm.name().substring(PCAP.length()));
        try (CaptureSource source =
                new CaptureStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return record(source, Row.of("enclave", "none"), limits, done);
        }
    }

    private int ofVm(Recording.Limits limits, CountDownLatch done) throws IOException {
        try (Progress progress = Progress.onTerminal(spec.commandLine().getErr());
                Connection connection = vm.connect(progress)) {
            progress.step("attaching to the VM's network interfaces");
            try (OpenCapture capture = connection.watch().capture(connection.guest(), interfaces)) {
                progress.clear();
                return record(capture, capture.facts(), limits, done);
            }
        }
    }

    private int record(
            CaptureSource source, Row facts, Recording.Limits limits, CountDownLatch done)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        vm.sayHowProtected(facts, err);
        Recording recording = new Recording(source, limits);
        stopOnSignal(recording, done);
        Optional<String> brokeOff;
        try (PacketSink sink = PacketSink.open(Optional.ofNullable(write))) {
            brokeOff = recording.run(sink.stream());
        }
        var summary = new RecordingSummary(recording, brokeOff, facts.text("enclave"));
        summary.sayTo(err);
        if (json) {
            boolean taken = PacketSink.STANDARD_OUTPUT.equals(write);
            (taken ? err : spec.commandLine().getOut()).println(summary.json());
        }
        return summary.isWhole() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /** Ctrl-C ends the process: before that, the capture, and what is to be said at its end. */
    private static void stopOnSignal(Recording recording, CountDownLatch done) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    recording.stop();
                                    try {
                                        done.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "yagura-capture-stop"));
    }
}
