package dev.yagura.cli;

import dev.yagura.bpf.module.ModuleInfo.Need;
import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.module.InstalledModules;
import dev.yagura.cli.output.FindingPrinter;
import dev.yagura.cli.output.Progress;
import dev.yagura.cli.output.RecordFile;
import dev.yagura.detect.Scan;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.ModuleFile;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura scan}: look for intruders. */
@Command(
        name = "scan",
        description = "Look for intruders in a VM. Prints each finding and a summary.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:everything was covered and nothing found",
            "1:findings",
            "2:wrong usage",
            "3:something could not be covered; the summary says what"
        })
final class ScanCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Option(
            names = "--only",
            paramLabel = "ID",
            description = "run only this detector; may be repeated")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--skip",
            paramLabel = "ID",
            description = "leave this detector out; may be repeated")
    private List<String> skip = new ArrayList<>();

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "run the rules of this file too; may be repeated")
    private List<Path> rules = new ArrayList<>();

    @Option(
            names = "--allow",
            paramLabel = "FILE",
            description = "leave out the findings that this file expects; may be repeated")
    private List<Path> allow = new ArrayList<>();

    @Option(
            names = "--yara",
            paramLabel = "FILE",
            description = "hold the YARA rules of this file against it too; may be repeated")
    private List<Path> yara = new ArrayList<>();

    @Option(
            names = "--module",
            paramLabel = "FILE.o",
            description = "run this detector in C too; may be repeated")
    private List<Path> modules = new ArrayList<>();

    @Option(
            names = "--no-installed",
            description = "without the detectors of `yagura module install`")
    private boolean noInstalled;

    @Mixin private KnownFileOptions known = new KnownFileOptions();

    @Mixin private KernelImageOption kernel = new KernelImageOption();

    @Option(
            names = "--root",
            paramLabel = "FILESYSTEM",
            description =
                    "filesystem whose files are scanned, by name, uuid or label; else the VM's root")
    private @Nullable String root;

    @Option(
            names = "--disk-only",
            description = "scan the files on disk, without what the VM has in memory of them")
    private boolean diskOnly;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "write what the enclave signs of this scan to a new file, for `yagura verify`")
    private @Nullable Path record;

    @Option(names = "--json", description = "one JSON object a line: findings, then a summary")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Consumer<Row> print =
                json
                        ? row -> out.println(Json.write(row))
                        : row -> FindingPrinter.finding(row, out);
        List<ModuleFile> inC = ModuleFiles.read(modules());
        ScanRequest request =
                new ScanRequest(
                        only,
                        skip,
                        vm.live(),
                        RuleFiles.texts(rules),
                        RuleFiles.texts(allow),
                        RuleFiles.texts(yara),
                        inC,
                        known.read(),
                        Optional.ofNullable(root),
                        diskOnly);
        Row summary;
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            if (readsFiles() || readFiles(inC)) {
                vm.askForKeys(connection, progress);
            }
            kernel.give(connection, vm.live(), progress);
            progress.step("scanning");
            List<Row> findings = new ArrayList<>();
            summary = scan(connection, request, findings::add);
            progress.clear();
            findings.forEach(print);
        }
        if (json) {
            out.println(Json.write(summary));
        } else {
            FindingPrinter.summary(summary, out);
        }
        vm.sayHowProtected(summary, err);
        return exitCode(summary);
    }

    /** Returns the detectors in C: those that are installed, then those that are asked for. */
    private List<Path> modules() throws IOException {
        List<Path> all = new ArrayList<>();
        if (!noInstalled) {
            all.addAll(InstalledModules.ofThisUser().objects());
        }
        all.addAll(modules);
        return all;
    }

    private Row scan(Connection connection, ScanRequest request, Consumer<Row> findings)
            throws IOException {
        if (record == null) {
            return connection.watch().scan(connection.guest(), request, findings);
        }
        ApiClient enclave =
                connection
                        .enclave()
                        .orElseThrow(() ->
                                new UsageException(
                                        "--record: there is no enclave to sign with --unprotected"));
        try (RecordFile file = RecordFile.create(record)) {
            return enclave.scanRecorded(connection.guest(), request, findings, file::add);
        }
    }

    /** Whether one of these reads files; one that is no detector is told by whoever scans. */
    private static boolean readFiles(List<ModuleFile> modules) {
        for (ModuleFile module : modules) {
            try {
                if (module.info().needs().contains(Need.FILES)) {
                    return true;
                }
            } catch (WatchException e) {
                return false;
            }
        }
        return false;
    }

    /** Whether a detector of files was chosen; a wrong choice is told by whoever scans. */
    private boolean readsFiles() {
        if (known.findsFiles() || !yara.isEmpty()) {
            return true;
        }
        try {
            return Scan.of(BuiltInDetectors.all(), only, skip, InstantSource.system())
                    .ofFiles()
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * A scan with a gap did not finish, whatever it found: the findings are printed all the same.
     */
    static int exitCode(Row summary) {
        if (!Boolean.TRUE.equals(summary.fields().get("complete"))) {
            return ExitCode.INCOMPLETE;
        }
        return summary.number("findings") > 0 ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
