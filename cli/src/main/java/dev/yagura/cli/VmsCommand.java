package dev.yagura.cli;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.cli.output.Table;
import dev.yagura.cli.output.Table.Column;
import dev.yagura.enclave.api.Json;
import dev.yagura.hypervisor.FoundGuest;
import dev.yagura.hypervisor.QemuGuests;
import dev.yagura.kernel.table.Row;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura vms}: VMs running on this host. */
@Command(
        name = "vms",
        description =
                "List the VMs that run on this host, also those that cannot be read, and why.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all can be read", "3:some cannot be read; the list says why"})
final class VmsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<FoundGuest> found = new QemuGuests().survey();
        List<Row> rows = found.stream().map(VmsCommand::row).toList();
        if (json) {
            rows.forEach(row -> out.println(Json.write(row)));
        } else if (rows.isEmpty()) {
            spec.commandLine().getErr().println("no QEMU runs on this host");
        } else {
            print(rows, out);
        }
        boolean all = found.stream().allMatch(FoundGuest.Available.class::isInstance);
        return all ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private static Row row(FoundGuest found) {
        Row process = Row.of("name", found.process().name(), "pid", found.process().pid());
        return switch (found) {
            case FoundGuest.Available(var _, GuestDescription guest) ->
                    process.with(
                            Row.of(
                                            "id", guest.id(),
                                            "ramBytes", ramBytes(guest),
                                            "vcpus", guest.vcpus(),
                                            "pausable", guest.pausable(),
                                            "access", guest.access())
                                    .fields());
            case FoundGuest.Unavailable(var _, String problem) ->
                    process.with(Row.of("problem", problem).fields());
        };
    }

    private static long ramBytes(GuestDescription guest) {
        return guest.ram().stream().mapToLong(GpaRange::lengthBytes).sum();
    }

    private static void print(List<Row> rows, PrintWriter out) {
        Table table =
                new Table(
                        List.of(
                                Column.text("NAME"),
                                Column.number("PID"),
                                Column.number("MIB"),
                                Column.number("VCPUS"),
                                Column.text("MEMORY")));
        for (Row row : rows) {
            boolean readable = row.text("problem").isEmpty();
            table.add(
                    List.of(
                            row.text("name"),
                            row.text("pid"),
                            readable ? Long.toString(row.number("ramBytes") >> 20) : "-",
                            readable ? row.text("vcpus") : "-",
                            readable ? row.text("access") : row.text("problem")));
        }
        table.print(out);
    }
}
