package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.FilePrinter;
import dev.yagura.cli.output.NewFile;
import dev.yagura.cli.output.Progress;
import dev.yagura.detect.baseline.BaselineEntry;
import dev.yagura.detect.baseline.BaselineHeader;
import dev.yagura.detect.baseline.BaselineWriter;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FileRequest.Place;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura baseline}: record what the files of a VM are now. */
@Command(
        name = "baseline",
        description = "Record every file of a VM, for `yagura scan VM --baseline FILE`.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Keep the file where the VM cannot write. It has paths, owners and digests of all files,",
            "and only its owner may read it.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every file was recorded",
            "2:wrong usage",
            "3:something could not be read; it has been said"
        })
final class BaselineCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Option(
            names = "--write",
            paramLabel = "FILE",
            required = true,
            description = "new file for the baseline")
    private Path file = Path.of("");

    @Option(
            names = "--root",
            paramLabel = "FILESYSTEM",
            description =
                    "filesystem whose files are recorded, by name, uuid or label; else the VM's"
                            + " root")
    private @Nullable String root;

    @Option(
            names = "--disk-only",
            description = "record the files on disk, without what the VM has in memory of them")
    private boolean diskOnly;

    private final SortedMap<String, BaselineEntry> entries = new TreeMap<>();
    private final List<String> twice = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        FileRequest request =
                new FileRequest(
                        FileRequest.Action.RECORD,
                        new Place.Path("/"),
                        false,
                        Optional.ofNullable(root),
                        diskOnly);
        Row end;
        try (NewFile target = NewFile.create(file)) {
            try (Progress progress = Progress.onTerminal(err);
                    Connection connection = vm.connect(progress)) {
                vm.askForKeys(connection, progress);
                progress.step("reading the files");
                end = connection.watch().files(connection.guest(), request, this::take);
            }
            Writer out = Channels.newWriter(target.channel(), UTF_8);
            BaselineWriter.write(
                    new BaselineHeader(vm.name(), InstantSource.system().instant(), source(end)),
                    entries.values(),
                    out);
            out.flush();
            target.keep();
        }
        err.println("%d files recorded in %s".formatted(entries.size(), file));
        FilePrinter.remarks(end, err);
        twice.forEach(path -> err.println("not covered: " + path + ": is there twice"));
        vm.sayHowProtected(end, err);
        boolean complete = Boolean.TRUE.equals(end.fields().get("complete")) && twice.isEmpty();
        return complete ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private static String source(Row end) {
        return "%d disks, enclave %s".formatted(end.number("disks"), end.text("enclave"));
    }

    private void take(Row row) {
        BaselineEntry entry;
        try {
            entry = BaselineEntry.of(row.fields());
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(
                    new WatchException(Reason.INCOMPLETE, "baseline: " + e.getMessage(), e));
        }
        if (entries.putIfAbsent(entry.path(), entry) != null) {
            twice.add(entry.path());
        }
    }
}
