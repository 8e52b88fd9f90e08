package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.exec.ToolRun;
import dev.yagura.cli.exec.ToolSet;
import dev.yagura.cli.output.Printable;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import dev.yagura.sandbox.run.Outcome;
import dev.yagura.sandbox.tools.ToolsTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura exec}: run an existing tool as if it ran inside the VM. */
@Command(
        name = "exec",
        description = {
            "Run an existing tool with a VM's files and processes as its own.",
            "No byte of the VM is executed; the tool can change neither the VM nor this host."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "VM is dir:DIR, a folder that has a VM's files, /proc and /sys among them.",
            "",
            "  yagura exec dir:/mnt/web -- chkrootkit -q",
            "  yagura exec dir:/mnt/web --json -- netstat -anp",
            "",
            "A file for --set is YAML:",
            "  every: 6h",
            "  tools:",
            "    - [chkrootkit, -q]",
            "    - [unhide, quick]",
            "",
            "Needs bubblewrap (bwrap) and util-linux, and a tools tree: see `yagura tools build`.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "N:the tool's own; with --json or --set 0, or 1 if a tool's findings were recognised",
            "2:wrong usage",
            "3:the tool could not be run, or was ended for its limits; that is said"
        })
final class ExecCommand implements Callable<Integer> {
    private static final String FOLDER = "dir:";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "VM", description = "dir:DIR, a folder of a VM's files")
    private String vm = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TOOL [ARGUMENT…]",
            description = "behind --, a program of the tools tree")
    private List<String> command = new ArrayList<>();

    @Mixin private SandboxOptions sandbox = new SandboxOptions();

    @Option(
            names = "--set",
            paramLabel = "FILE",
            description = "run the tools of this file, again and again if it says how often")
    private @Nullable Path set;

    @Option(names = "--json", description = "one JSON object for each run of a tool")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (command.isEmpty() == (set == null)) {
            throw new UsageException("expected either -- TOOL … or --set FILE");
        }
        ToolSet toolSet =
                set == null ? new ToolSet(Optional.empty(), List.of(command)) : readSet(set);
        if (!vm.startsWith(FOLDER)) {
            throw new UsageException("VM \"%s\": expected dir:DIR".formatted(vm));
        }
        Path guest = Path.of(vm.substring(FOLDER.length()));
        if (!Files.isDirectory(guest)) {
            throw new UsageException("VM \"%s\": is no folder".formatted(vm));
        }
        ToolsTree tools = sandbox.tools();
        ToolRun runs = new ToolRun(tools, sandbox.sandbox(tools, guest));
        return set == null && !json ? passThrough(runs) : rounds(runs, toolSet);
    }

    private int passThrough(ToolRun runs) throws IOException {
        Outcome outcome = runs.passThrough(command);
        sayRemarks(command.getFirst(), outcome.remarks());
        return outcome.timedOut() ? ExitCode.INCOMPLETE : outcome.status();
    }

    /** Ends after one round, or never. */
    private int rounds(ToolRun runs, ToolSet tools) {
        Instant start = Instant.now();
        int status = round(runs, tools);
        while (tools.every().isPresent()) {
            start = start.plus(tools.every().get());
            LockSupport.parkNanos(Duration.between(Instant.now(), start).toNanos());
            status = Math.max(status, round(runs, tools));
        }
        return status;
    }

    /** A tool that cannot be run does not keep the others from it. */
    private int round(ToolRun runs, ToolSet tools) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int status = ExitCode.OK;
        for (List<String> tool : tools.commands()) {
            try {
                Row row = runs.told(vm, tool);
                print(row, tool, out);
                boolean whole = Boolean.FALSE.equals(row.fields().get("timedOut"));
                boolean found = row.fields().get("findings") instanceof List<?> f && !f.isEmpty();
                int own = whole ? found ? ExitCode.FINDINGS : ExitCode.OK : ExitCode.INCOMPLETE;
                status = Math.max(status, own);
            } catch (IOException e) {
                err.println("yagura: " + Printable.of(String.valueOf(e.getMessage())));
                status = ExitCode.INCOMPLETE;
            }
            out.flush();
        }
        return status;
    }

    private void print(Row row, List<String> tool, PrintWriter out) {
        if (json) {
            out.println(Json.write(row));
            return;
        }
        out.println("== " + Printable.of(String.join(" ", tool)));
        row.text("output").lines().map(Printable::of).forEach(out::println);
        out.println("== status " + row.text("status"));
        if (row.fields().get("remarks") instanceof List<?> remarks) {
            sayRemarks(tool.getFirst(), remarks);
        }
    }

    private void sayRemarks(String tool, List<?> remarks) {
        PrintWriter err = spec.commandLine().getErr();
        remarks.forEach(remark -> err.println("yagura: %s: %s".formatted(tool, remark)));
    }

    private static ToolSet readSet(Path file) throws IOException {
        try {
            return ToolSet.read(file.toString(), Files.readString(file, UTF_8));
        } catch (YamlException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
