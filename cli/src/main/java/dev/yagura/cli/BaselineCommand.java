package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.CollectedContent;
import dev.yagura.cli.output.FilePrinter;
import dev.yagura.cli.output.NewFile;
import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.Progress;
import dev.yagura.detect.baseline.BaselineEntry;
import dev.yagura.detect.baseline.BaselineHeader;
import dev.yagura.detect.baseline.BaselineWriter;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FileRequest.Place;
import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.linux.code.recorded.RecordedCode;
import dev.yagura.kernel.linux.code.recorded.RecordedCodeFormat;
import dev.yagura.kernel.linux.content.ContentRequest;
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

/** {@code yagura baseline}: record what files and kernel code of a VM are now. */
@Command(
        name = "baseline",
        description =
                "Record every file of a VM, and the code of its kernel and modules, for `yagura scan"
                        + " VM --baseline FILE`.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Code is recorded where the VM has memory, files where it has disks; code alone where its",
            "disks hold no filesystem that can be read. Keep the file where the VM cannot write. It has",
            "paths, owners and digests of all files, and only its owner may read it.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:everything was recorded",
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

    @Option(
            names = "--module",
            paramLabel = "FILE.o",
            description = "record what this detector in C keeps, too; may be repeated")
    private List<Path> modules = new ArrayList<>();

    @Option(
            names = "--no-installed",
            description = "without what the detectors of `yagura module install` keep")
    private boolean noInstalled;

    private final SortedMap<String, BaselineEntry> entries = new TreeMap<>();
    private final List<String> twice = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private final CollectedContent code = new CollectedContent();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<Row> ends = new ArrayList<>();
        KeptByModules kept = KeptByModules.of(modules, noInstalled);
        try (NewFile target = NewFile.create(file)) {
            boolean hasCode;
            try (Progress progress = Progress.onTerminal(err);
                    Connection connection = vm.connect(progress)) {
                Row guest = guest(connection);
                hasCode = guest.number("ramBytes") > 0 && !diskOnly;
                if (hasCode) {
                    progress.step("reading the kernel's code");
                    ends.add(readCode(connection));
                }
                if (guest.number("ramBytes") > 0) {
                    kept.record(connection, vm, progress);
                } else if (!modules.isEmpty()) {
                    throw new UsageException("--module: the VM has no memory that could be read");
                }
                if (guest.number("disks") > 0 || !hasCode) {
                    vm.askForKeys(connection, progress);
                    progress.step("reading the files");
                    try {
                        ends.add(readFiles(connection));
                    } catch (WatchException e) {
                        if (!hasCode || root != null || e.reason() != Reason.NO_FILES) {
                            throw e;
                        }
                        unread.add("files: " + e.getMessage());
                    }
                }
            }
            Writer out = Channels.newWriter(target.channel(), UTF_8);
            BaselineWriter.write(
                    new BaselineHeader(
                            vm.name(), InstantSource.system().instant(), source(ends.getLast())),
                    hasCode ? Optional.of(code.bytes()) : Optional.empty(),
                    kept.values(),
                    entries.values(),
                    out);
            out.flush();
            target.keep();
        }
        boolean complete =
                twice.isEmpty() && unread.isEmpty() && (code.isEmpty() || sayWhatCodeIs(err));
        complete &= kept.say(file, err);
        unread.forEach(what -> err.println("not covered: " + Printable.of(what)));
        err.println("%d files recorded in %s".formatted(entries.size(), file));
        for (Row end : ends) {
            FilePrinter.remarks(end, err);
            complete &= Boolean.TRUE.equals(end.fields().get("complete"));
        }
        twice.forEach(path -> err.println("not covered: " + path + ": is there twice"));
        vm.sayHowProtected(ends.getLast(), err);
        return complete ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private static Row guest(Connection connection) throws IOException {
        Optional<String> name = connection.guest();
        return connection.watch().guests().stream()
                .filter(row ->
                        name.isEmpty()
                                || row.text("id").equals(name.get())
                                || row.text("name").equals(name.get()))
                .findFirst()
                .orElseThrow(() ->
                        new WatchException(
                                Reason.NO_SUCH_GUEST,
                                "baseline: VM \"%s\" is not there".formatted(name.orElse(""))));
    }

    private Row readCode(Connection connection) throws IOException {
        return connection
                .watch()
                .extract(
                        connection.guest(),
                        new ExtractRequest(new ContentRequest.Code(), vm.live()),
                        code);
    }

    private Row readFiles(Connection connection) throws IOException {
        FileRequest request =
                new FileRequest(
                        FileRequest.Action.RECORD,
                        new Place.Path("/"),
                        false,
                        Optional.ofNullable(root),
                        diskOnly);
        return connection.watch().files(connection.guest(), request, this::take);
    }

    /** Says what of the code was recorded; returns whether it was all. */
    private boolean sayWhatCodeIs(PrintWriter err) throws IOException {
        RecordedCode recorded = RecordedCodeFormat.read(code.bytes());
        recorded.missing()
                .forEach(gap ->
                        err.println("not covered: " + Printable.of(gap.what() + ": " + gap.why())));
        err.println(
                "code of the kernel and of %d modules recorded in %s"
                        .formatted(Math.max(0, recorded.owners().size() - 1), file));
        return recorded.missing().isEmpty();
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
