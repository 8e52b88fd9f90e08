package dev.yagura.cli;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.FilePrinter;
import dev.yagura.cli.output.Progress;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FileRequest.Place;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura fs}: files on a VM's disks. */
@Command(
        name = "fs",
        description = "Look at a VM's files, on disk and in memory. Never writes to them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "PATH is as the VM itself would see it: of one that runs, its own mounts and what it has",
            "in memory; else, or with --disk-only, --root, --inode or --orphans, the filesystems",
            "that its /etc/fstab names. No link leads out of them. A name that is no text is",
            "printed with \\xNN for its bytes, and may be given so.",
            "",
            "`yagura show VM filesystems` says what there is for --root.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all that was asked for was read",
            "2:wrong usage, or there is no such file",
            "3:something could not be read; it has been said"
        })
final class FsCommand implements Callable<Integer> {
    /** What to do with files. */
    enum Action {
        LS(FileRequest.Action.LIST),
        CAT(FileRequest.Action.READ),
        STAT(FileRequest.Action.STAT),
        FIND(FileRequest.Action.FIND),
        HASH(FileRequest.Action.HASH);

        private final FileRequest.Action asked;

        Action(FileRequest.Action asked) {
            this.asked = asked;
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Parameters(
            index = "1",
            paramLabel = "ls|cat|stat|find|hash",
            description = "list, print the content, all of an inode, all below, SHA-256")
    private Action action = Action.LS;

    @Parameters(index = "2", arity = "0..1", paramLabel = "PATH", description = "/ if not given")
    private @Nullable String path;

    @Option(
            names = {"-r", "--recursive"},
            description = "ls and hash: everything below a directory too")
    private boolean recursive;

    @Option(
            names = "--root",
            paramLabel = "FILESYSTEM",
            description =
                    "filesystem that PATH begins in, by name, uuid or label; else the VM's root")
    private @Nullable String root;

    @Option(
            names = "--inode",
            paramLabel = "NUMBER",
            description = "in place of PATH: a file of the root filesystem by its inode")
    private @Nullable Long inode;

    @Option(
            names = "--orphans",
            description = "in place of PATH: files that are deleted and were still open")
    private boolean orphans;

    @Option(
            names = "--disk-only",
            description = "leave out what the VM has in memory: newer pages, /run, /tmp, /dev")
    private boolean diskOnly;

    @Option(names = "--json", description = "one JSON object a file")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        FileRequest request =
                new FileRequest(
                        action.asked, place(), recursive, Optional.ofNullable(root), diskOnly);
        FilePrinter printer =
                switch (action) {
                    case CAT -> FilePrinter.content(System.out);
                    case FIND -> FilePrinter.paths(out, json);
                    case HASH -> FilePrinter.digests(out, json);
                    case LS -> FilePrinter.list(out, json);
                    case STAT -> FilePrinter.whole(out, json);
                };
        Row end;
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            vm.askForKeys(connection, progress);
            progress.step("reading the files");
            end =
                    connection
                            .watch()
                            .files(
                                    connection.guest(),
                                    request,
                                    row -> {
                                        progress.clear();
                                        printer.accept(row);
                                    });
        }
        printer.end();
        FilePrinter.remarks(end, err);
        vm.sayHowProtected(end, err);
        return Boolean.TRUE.equals(end.fields().get("complete"))
                ? ExitCode.OK
                : ExitCode.INCOMPLETE;
    }

    private Place place() {
        int places = (path != null ? 1 : 0) + (inode != null ? 1 : 0) + (orphans ? 1 : 0);
        if (places > 1) {
            throw new UsageException("PATH, --inode and --orphans exclude each other");
        }
        if (recursive && action != Action.LS && action != Action.HASH) {
            throw new UsageException("--recursive is for ls and hash; find always is");
        }
        if (orphans && (action == Action.CAT || action == Action.STAT)) {
            throw new UsageException("--orphans is for ls, find and hash; see --inode");
        }
        if (orphans) {
            return new Place.Orphans();
        }
        if (inode != null) {
            if (inode < 1) {
                throw new UsageException("--inode is %d, expected at least 1".formatted(inode));
            }
            return new Place.Inode(inode);
        }
        if (path == null && action == Action.CAT) {
            throw new UsageException("cat needs PATH or --inode");
        }
        return new Place.Path(path == null ? "/" : path);
    }
}
