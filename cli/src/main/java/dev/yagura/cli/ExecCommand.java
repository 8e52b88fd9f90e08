package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.exec.Looks;
import dev.yagura.cli.exec.MountedLooks;
import dev.yagura.cli.exec.ToolRun;
import dev.yagura.cli.exec.ToolSet;
import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.Progress;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
            "VM may also be dir:DIR, a folder that has a VM's files, /proc and /sys among them. Of any",
            "other, each run has a look of its own, of one moment, mounted where only the tool sees it.",
            "",
            "  yagura exec web --key-file KEY -- chkrootkit -q",
            "  yagura exec file:web.core,disk:web.qcow2 --json -- netstat -anp",
            "",
            "A file for --set is YAML:",
            "  every: 6h",
            "  tools:",
            "    - [chkrootkit, -q]",
            "    - [unhide, quick]",
            "",
            "Needs bubblewrap (bwrap) and util-linux, a tools tree (see `yagura tools build`), and, for",
            "all but dir:DIR, root and a kernel with FUSE.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "N:the tool's own; with --json or --set 0, or 1 if a tool's findings were recognised",
            "2:wrong usage",
            "3:the tool could not be run, or was ended before its end; with --json or --set also if not",
            "  all files of the VM are there; it has been said",
            "130:ended by Ctrl-C"
        })
final class ExecCommand implements Callable<Integer> {
    private static final String FOLDER = "dir:";
    private static final long GOODBYE_SECONDS = 10;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

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

    private final CompletableFuture<String> stop = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException {
        if (command.isEmpty() == (set == null)) {
            throw new UsageException("expected either -- TOOL … or --set FILE");
        }
        ToolSet toolSet =
                set == null ? new ToolSet(Optional.empty(), List.of(command)) : readSet(set);
        ToolsTree tools = sandbox.tools();
        stopOnSignal();
        try (Looks looks = looks()) {
            ToolRun runs =
                    new ToolRun(tools, folder -> sandbox.sandbox(tools, folder), looks, stop);
            return set == null && !json ? passThrough(runs) : rounds(runs, toolSet);
        } finally {
            done.countDown();
        }
    }

    private Looks looks() {
        if (!vm.name().startsWith(FOLDER)) {
            vm.requirePossible();
            return new MountedLooks(this::connect);
        }
        Path folder = Path.of(vm.name().substring(FOLDER.length()));
        if (!Files.isDirectory(folder)) {
            throw new UsageException("VM \"%s\": is no folder".formatted(vm.name()));
        }
        return Looks.at(folder, vm.name());
    }

    private Connection connect() throws IOException {
        try (Progress progress = Progress.onTerminal(spec.commandLine().getErr())) {
            Connection connection = vm.connect(progress);
            vm.askForKeys(connection, progress);
            return connection;
        }
    }

    /** Ctrl-C ends the process: before that, the tool, the mount, and who watches the VM. */
    private void stopOnSignal() {
        Runnable goodbye =
                () -> {
                    stop.complete("interrupted");
                    try {
                        done.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        Runtime.getRuntime().addShutdownHook(new Thread(goodbye, "yagura-exec-end"));
    }

    private int passThrough(ToolRun runs) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Outcome outcome = runs.passThrough(command, facts -> vm.sayHowProtected(facts, err));
        sayRemarks(command.getFirst(), outcome.remarks());
        return outcome.isWhole() ? outcome.status() : ExitCode.INCOMPLETE;
    }

    /** Ends after one round, or when it is stopped. */
    private int rounds(ToolRun runs, ToolSet tools) {
        Instant start = Instant.now();
        int status = round(runs, tools);
        while (tools.every().isPresent() && !stop.isDone()) {
            start = start.plus(tools.every().get());
            try {
                stop.get(Duration.between(Instant.now(), start).toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                status = Math.max(status, round(runs, tools));
            } catch (ExecutionException | InterruptedException e) {
                return status;
            }
        }
        return status;
    }

    /** A tool that cannot be run does not keep the others from it. */
    private int round(ToolRun runs, ToolSet tools) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int status = ExitCode.OK;
        for (List<String> tool : tools.commands()) {
            if (stop.isDone()) {
                return ExitCode.INCOMPLETE;
            }
            try {
                Row row = runs.told(tool);
                print(row, tool, out);
                boolean whole = Boolean.TRUE.equals(row.fields().get("complete"));
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
        if (!row.text("enclave").isEmpty()) {
            vm.sayHowProtected(row, spec.commandLine().getErr());
        }
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
