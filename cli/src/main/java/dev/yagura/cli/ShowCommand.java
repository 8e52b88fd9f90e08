package dev.yagura.cli;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.ContentFile;
import dev.yagura.cli.output.ContentPrinter;
import dev.yagura.cli.output.ProcessTree;
import dev.yagura.cli.output.Progress;
import dev.yagura.cli.output.ViewPrinter;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.Views;
import dev.yagura.kernel.linux.content.ContentRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura show}: one view of a VM. */
@Command(
        name = "show",
        description =
                "Show what a VM's memory says, such as its processes, or what is on its disks.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "`yagura list views` names all views, `yagura explain VIEW` says what is in one.",
            "",
            "cached-file, framebuffer, memory and module are no views but contents, for --write: a",
            "file of the page cache, the picture on a screen (PPM), mappings of a process, the parts",
            "of a module. What is not in memory is said, and is a hole of the file.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:shown in full", "2:wrong usage", "3:could not be read in full"})
final class ShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Parameters(
            index = "1",
            paramLabel = "VIEW",
            description = "what to show: ${COMPLETION-CANDIDATES}",
            completionCandidates = ViewNames.class)
    private String view = "";

    @Option(names = "--pid", paramLabel = "PID", description = "of this process only")
    private @Nullable Integer pid;

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Option(names = "--tree", description = "processes only: children below their parents")
    private boolean tree;

    @Mixin private ContentOptions contents = new ContentOptions();

    /** The views' names, for the completion of a command line. */
    static final class ViewNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        ViewNames() {
            super(Views.names());
            addAll(ContentOptions.KINDS);
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (contents.isUsed() || ContentOptions.KINDS.contains(view)) {
            return extract(out, err);
        }
        TableInfo table = Views.named(view).orElseThrow(() -> new UsageException(unknownView()));
        if (tree && (json || !view.equals("processes"))) {
            throw new UsageException("--tree is for the table of processes");
        }
        if (!Views.isOfDisks(view)) {
            vm.requireMemory(view);
        }
        OptionalInt process = pid == null ? OptionalInt.empty() : OptionalInt.of(pid);
        Answer answer;
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            progress.step("reading " + view);
            if (Views.isOfDisks(view)) {
                vm.askForKeys(connection, progress);
            }
            answer =
                    connection
                            .watch()
                            .show(
                                    connection.guest(),
                                    new ShowRequest(view, process, !json, vm.live()));
        }
        if (json) {
            answer.rows().forEach(row -> out.println(Json.write(row)));
        } else {
            ViewPrinter.print(table, tree ? ProcessTree.of(answer.rows()) : answer.rows(), out);
        }
        ViewPrinter.printGaps(answer, err);
        vm.sayHowProtected(answer.end(), err);
        return answer.isComplete() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /** Takes contents out of the VM, into a file. */
    private int extract(PrintWriter out, PrintWriter err) throws IOException {
        ContentRequest request = contents.request(view, pid);
        if (tree) {
            throw new UsageException("--tree is for the table of processes");
        }
        vm.requireMemory(view);
        ContentPrinter printer = new ContentPrinter(out, err, json);
        Row end;
        try (ContentFile file = ContentFile.create(contents.file())) {
            try (Progress progress = Progress.onTerminal(err);
                    Connection connection = vm.connect(progress)) {
                progress.step("reading " + view);
                end =
                        connection
                                .watch()
                                .extract(
                                        connection.guest(),
                                        new ExtractRequest(request, vm.live()),
                                        row -> take(row, file, printer));
            }
            file.finish();
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("--write %s: is there already".formatted(e.getFile()));
        }
        printer.end(end);
        vm.sayHowProtected(end, err);
        return Boolean.TRUE.equals(end.fields().get("complete"))
                ? ExitCode.OK
                : ExitCode.INCOMPLETE;
    }

    private static void take(Row row, ContentFile file, ContentPrinter printer) {
        try {
            file.accept(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        printer.accept(row);
    }

    private String unknownView() {
        return "view is \"%s\", expected one of %s"
                .formatted(view, String.join(", ", Views.names()));
    }
}
