package dev.yagura.cli;

import static java.util.Objects.requireNonNull;

import dev.yagura.cli.capture.Recording;
import dev.yagura.cli.capture.RecordingSummary;
import dev.yagura.cli.capture.SocketJudge;
import dev.yagura.cli.capture.SocketSource;
import dev.yagura.cli.flows.FlowPrinter;
import dev.yagura.cli.flows.FlowRows;
import dev.yagura.cli.flows.WatchedSource;
import dev.yagura.detect.crossview.FlowOwner;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.app.AppListeners;
import dev.yagura.network.capture.CaptureSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura flows}: who talks to whom. */
@Command(
        name = "flows",
        description = "Show the flows in a running VM's packets, until Ctrl-C, or in a capture.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A flow is what goes between two endpoints, both ways. Shown are state, protocol,",
            "counts, the names that were asked for (DNS, HTTP, TLS), and what is odd: what",
            "is missing, contradicts itself, or does not follow its protocol; with --json",
            "fingerprints too.",
            "Of a running VM its sockets are read from memory meanwhile, and flows have the process and",
            "program that a socket was seen with; one that was over before a look has none.",
            "VM may also be pcap:FILE, a capture (pcap, pcapng) that is read in this process.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all packets were seen",
            "2:wrong usage",
            "3:packets or flows were lost, or the capture broke off; it has been said",
            "130:ended by Ctrl-C"
        })
final class FlowsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private PacketOptions packets = new PacketOptions();

    @Option(
            names = "--follow",
            description = "print each flow as it ends; else all at the end, by their beginning")
    private boolean follow;

    @Option(names = "--json", description = "one JSON object a flow")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        var seen = new AtomicReference<Seen>();
        return packets.run(
                err,
                (source, sockets) -> {
                    Seen watching = watch(source, sockets);
                    seen.set(watching);
                    return watching.watched();
                },
                (recording, facts) -> show(recording, facts, requireNonNull(seen.get())));
    }

    /** Flows under way: where they come from, whose they are, and where they go. */
    private record Seen(
            WatchedSource watched, Optional<SocketJudge> sockets, FlowPrinter printer) {}

    private Seen watch(CaptureSource source, Optional<SocketSource> sockets) {
        var printer =
                new FlowPrinter(spec.commandLine().getOut(), json, follow, sockets.isPresent());
        if (sockets.isEmpty()) {
            var rows = new FlowRows(printer::accept);
            return new Seen(new WatchedSource(source, rows), Optional.empty(), printer);
        }
        var owners = new SocketJudge(sockets.get(), _ -> {});
        var rows =
                new FlowRows((flow, row) ->
                        printer.accept(
                                flow,
                                row.with(
                                        owners.owner(flow)
                                                .map(FlowOwner::fields)
                                                .orElseGet(LinkedHashMap::new))));
        // Rows first: at a flow's end whose it was is known no longer than that.
        var both = new AppListeners(List.of(rows, owners.flows()));
        return new Seen(
                new WatchedSource(source, both, owners::frame), Optional.of(owners), printer);
    }

    private int show(Recording recording, Row facts, Seen seen) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        WatchedSource watched = seen.watched();
        FlowPrinter printer = seen.printer();
        Optional<String> brokeOff = recording.run(OutputStream.nullOutputStream());
        watched.finish();
        seen.sockets().ifPresent(SocketJudge::finish);
        printer.finish();
        spec.commandLine().getOut().flush();
        var summary = new RecordingSummary(recording, brokeOff, facts.text("enclave"));
        summary.sayTo(err);
        if (watched.malformed() > 0) {
            err.printf("malformed: %d frames%n", watched.malformed());
        }
        long givenUp = watched.givenUp() + printer.notShown();
        if (givenUp > 0) {
            err.printf("incomplete: %d flows or parts of flows were given up%n", givenUp);
        }
        seen.sockets().ifPresent(sockets -> sockets.sayTo(err));
        boolean ownersKnown = seen.sockets().map(SocketJudge::isComplete).orElse(true);
        return summary.isWhole() && givenUp == 0 && ownersKnown ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
}
