package dev.yagura.cli;

import dev.yagura.cli.capture.FindingSink;
import dev.yagura.cli.capture.Inspection;
import dev.yagura.cli.capture.PacketJudge;
import dev.yagura.cli.capture.PacketSink;
import dev.yagura.cli.capture.Recording;
import dev.yagura.cli.capture.RecordingSummary;
import dev.yagura.cli.output.RecordPrinter;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            "With --rules or --detect the packets are sorted into flows in this process. --rules holds",
            "rules against them; each that holds is a finding. Which part of the language is known, and",
            "what is looked at when: docs/network-rules.md. --detect looks for scans, beacons, tunnels,",
            "spoofing, guessed and open passwords, miners and large uploads, without rules: docs/network.md.",
            "",
            "Of a running VM the sockets in its memory are looked at meanwhile: findings of rules say",
            "which process, program and user the flow is of, and --detect finds what the VM speaks",
            "without a socket that its kernel lists. --no-sockets leaves that out.",
            "",
            "--eve writes alert, anomaly, flow, dns, http, tls and stats records, as Suricata does.",
            "",
            "yagura capture web --write - | tshark -r -      tshark, tcpdump, Zeek, Suricata, …",
            "mkfifo f; yagura capture web --write f          waits until somebody reads f",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all packets were captured; with --rules or --detect, and nothing was found",
            "1:rules or detectors found something",
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

    @Mixin private JudgeOptions looksFor = new JudgeOptions();

    @Option(
            names = "--json",
            description =
                    "say what was found, and at the end what came, as JSON objects; on stderr with"
                            + " --write - or --eve -")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (PacketSink.STANDARD_OUTPUT.equals(write) && looksFor.takesStandardOutput()) {
            throw new UsageException("--write - and --eve - are both for standard output");
        }
        PrintWriter out = output();
        var sink =
                new FindingSink(
                        packets.vm(),
                        out,
                        json ? RecordPrinter.json(out) : RecordPrinter.text(out));
        List<PacketJudge> judges = looksFor.judges(sink);
        if (judges.isEmpty()) {
            return packets.run(
                    spec.commandLine().getErr(),
                    (source, _) -> source,
                    (recording, facts) -> {
                        RecordingSummary summary = record(recording, facts);
                        say(summary, Map.of());
                        return summary.isWhole() ? ExitCode.OK : ExitCode.INCOMPLETE;
                    });
        }
        var inspection = new Inspection(judges);
        return packets.run(
                spec.commandLine().getErr(),
                (source, sockets) -> {
                    looksFor.sockets(sockets, sink).ifPresent(inspection::add);
                    return inspection.watch(source);
                },
                (recording, facts) -> judge(recording, facts, inspection, sink));
    }

    /** What is said of packets goes elsewhere if they go to standard output themselves. */
    private PrintWriter output() {
        boolean taken = PacketSink.STANDARD_OUTPUT.equals(write) || looksFor.takesStandardOutput();
        return taken ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    private int judge(Recording recording, Row facts, Inspection inspection, FindingSink sink)
            throws IOException {
        sink.of(facts.text("enclave"));
        RecordingSummary summary = record(recording, facts);
        inspection.finish();
        looksFor.finish();
        inspection.sayTo(spec.commandLine().getErr());
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("findings", sink.count());
        more.putAll(inspection.facts());
        say(summary, more);
        if (!summary.isWhole() || !inspection.isComplete()) {
            return ExitCode.INCOMPLETE;
        }
        return sink.count() > 0 ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private RecordingSummary record(Recording recording, Row facts) throws IOException {
        try (PacketSink sink = PacketSink.open(Optional.ofNullable(write))) {
            Optional<String> brokeOff = recording.run(sink.stream());
            return new RecordingSummary(recording, brokeOff, facts.text("enclave"));
        }
    }

    private void say(RecordingSummary summary, Map<String, Object> more) {
        summary.sayTo(spec.commandLine().getErr());
        if (json) {
            output().println(Json.write(summary.row().with(more)));
        }
    }
}
