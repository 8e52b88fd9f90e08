package dev.yagura.cli;

import dev.yagura.cli.capture.PacketSink;
import dev.yagura.cli.capture.Recording;
import dev.yagura.cli.capture.RecordingSummary;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private PacketOptions packets = new PacketOptions();

    @Option(
            names = "--write",
            paramLabel = "FILE|-",
            description = "write pcapng to a new file, a FIFO, or standard output; else only count")
    private @Nullable String write;

    @Option(
            names = "--json",
            description = "say at the end what came as a JSON object; on stderr with --write -")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        return packets.run(spec.commandLine().getErr(), source -> source, this::record);
    }

    private int record(Recording recording, Row facts) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
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
}
