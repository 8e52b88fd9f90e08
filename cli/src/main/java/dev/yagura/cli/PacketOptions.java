package dev.yagura.cli;

import dev.yagura.cli.capture.MemorySockets;
import dev.yagura.cli.capture.Recording;
import dev.yagura.cli.capture.SocketSource;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The parameters and options of every command that reads packets. */
final class PacketOptions {
    private static final String PCAP = "pcap:";
    private static final long GOODBYE_SECONDS = 10;

    @Mixin private VmOptions vm = new VmOptions();

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

    @Option(names = "--no-sockets", description = "do not read the VM's sockets from its memory")
    private boolean noSockets;

    /** Returns whose packets they are, as the user named it. */
    String vm() {
        return vm.name();
    }

    /** What is done with the packets. */
    interface Use {
        /**
         * Records.
         *
         * @param recording to be run
         * @param facts what is known of whom they come from
         * @return the exit status
         */
        int with(Recording recording, Row facts) throws IOException;
    }

    /**
     * Opens the VM's packets, or a capture's, and uses them until they end or Ctrl-C comes.
     *
     * @param watch who else sees the packets as they come
     * @return the exit status
     */
    int run(PrintWriter err, Watcher watch, Use use) throws IOException {
        Recording.Limits limits = limits();
        CountDownLatch done = new CountDownLatch(1);
        try {
            return open(
                    err,
                    (source, sockets, facts) -> {
                        vm.sayHowProtected(facts, err);
                        Recording recording = new Recording(watch.watch(source, sockets), limits);
                        stopOnSignal(recording, done);
                        return use.with(recording, facts);
                    });
        } finally {
            done.countDown();
        }
    }

    /** Who else sees packets. */
    interface Watcher {
        /**
         * Returns a source that passes packets on.
         *
         * @param sockets where the VM's sockets can be read; empty for captures, or if not wanted
         */
        CaptureSource watch(CaptureSource source, Optional<SocketSource> sockets);
    }

    /** What is done with an open source. */
    private interface Open {
        int with(CaptureSource source, Optional<SocketSource> sockets, Row facts)
                throws IOException;
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

    private int open(PrintWriter err, Open open) throws IOException {
        if (vm.name().startsWith(PCAP)) {
            if (!interfaces.isEmpty()) {
                throw new UsageException("--interface is for running VMs");
            }
            Path file = Path.of(vm.name().substring(PCAP.length()));
            try (CaptureSource source =
                    new CaptureStream(new BufferedInputStream(Files.newInputStream(file)))) {
                return open.with(source, Optional.empty(), Row.of("enclave", "none"));
            }
        }
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            progress.step("attaching to the VM's network interfaces");
            try (OpenCapture capture = connection.watch().capture(connection.guest(), interfaces)) {
                progress.clear();
                return open.with(capture, sockets(connection), capture.facts());
            }
        }
    }

    private Optional<SocketSource> sockets(Connection connection) {
        return noSockets
                ? Optional.empty()
                : Optional.of(new MemorySockets(connection.watch(), connection.guest(), vm.live()));
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
