package dev.yagura.cli;

import dev.yagura.channel.transport.Endpoint;
import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.FilePrinter;
import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.Progress;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.sandbox.fuse.FuseMount;
import dev.yagura.sandbox.fuse.Losses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura mount}: a VM's files as a directory of this host. */
@Command(
        name = "mount",
        description = {
            "Mount a VM's files on a directory, read-only, until Ctrl-C or umount; or serve them",
            "at a Unix socket, by 9P2000.L, for a library OS or another program that has no mounts."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The files are those of one moment, that of the start: as `yagura fs` shows them. Names",
            "are the VM's bytes, inode numbers its own. Nothing on it runs, and devices do not open.",
            "When they can be read, DIR is printed. A directory needs root, and a kernel with FUSE.",
            "What cannot be read at a socket is an error for who reads it, and not told here.",
            "",
            "yagura mount web /mnt --key-file KEY &   then find, grep, rsync, any tool; umount /mnt",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:unmounted, and nothing is missing of what there was and was read",
            "2:wrong usage",
            "3:could not mount, or something could not be read; it has been said",
            "130:ended by Ctrl-C"
        })
final class MountCommand implements Callable<Integer> {
    private static final String SOCKET = "unix:";
    private static final long GOODBYE_SECONDS = 10;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Parameters(
            index = "1",
            paramLabel = "DIR",
            description = "an existing directory, or unix:PATH, a socket that is made")
    private String where = "";

    @Option(
            names = "--root",
            paramLabel = "FILESYSTEM",
            description = "filesystem to mount, by name, uuid or label; else the VM's root")
    private @Nullable String root;

    @Option(
            names = "--disk-only",
            description = "leave out what the VM has in memory: newer pages, /run, /tmp, /dev")
    private boolean diskOnly;

    @Option(
            names = "--everybody",
            description = {
                "let other users of this host read it too, each what the files' own",
                "modes allow; else only the user who mounts, and that everything"
            })
    private boolean everybody;

    @Option(names = "--json", description = "print DIR as a JSON object when it is mounted")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        try {
            return mount(done);
        } finally {
            done.countDown();
        }
    }

    private int mount(CountDownLatch done) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        TreeRequest request = new TreeRequest(Optional.ofNullable(root), diskOnly);
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            vm.askForKeys(connection, progress);
            progress.step("reading what is mounted in the VM");
            try (OpenFiles files = connection.watch().open(connection.guest(), request);
                    FilesService service = service(files)) {
                progress.clear();
                FilePrinter.gaps(files.facts(), err);
                vm.sayHowProtected(files.facts(), err);
                closeOnSignal(service, done);
                PrintWriter out = spec.commandLine().getOut();
                String at = service.where();
                out.println(json ? Json.write(Row.of("directory", at)) : Printable.of(at));
                out.flush();
                boolean whole = awaitEnd(service, err);
                return whole && FilePrinter.isComplete(files.facts())
                        ? ExitCode.OK
                        : ExitCode.INCOMPLETE;
            }
        }
    }

    private FilesService service(OpenFiles files) throws IOException {
        if (where.startsWith(SOCKET)) {
            if (everybody) {
                throw new UsageException("--everybody: a socket is for its owner only");
            }
            return FilesService.atSocket(
                    files, new Endpoint.Unix(Path.of(where.substring(SOCKET.length()))));
        }
        return FilesService.mounted(files, Path.of(where), options());
    }

    private FuseMount.Options options() {
        return new FuseMount.Options("yagura:" + vm.name(), everybody, everybody);
    }

    /** Ctrl-C ends the process: before that, the service, and what is to be said at its end. */
    private void closeOnSignal(FilesService service, CountDownLatch done) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        service.close();
                                        done.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
                                    } catch (IOException e) {
                                        spec.commandLine()
                                                .getErr()
                                                .println("yagura: " + e.getMessage());
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "yagura-unmount"));
    }

    /** Waits until somebody ends it; returns whether all could be read that was asked for. */
    private static boolean awaitEnd(FilesService service, PrintWriter err) throws IOException {
        try {
            service.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return service.losses().map(losses -> isNothing(losses, err)).orElse(true);
    }

    private static boolean isNothing(Losses losses, PrintWriter err) {
        for (String lost : losses.told()) {
            err.println("not read: " + Printable.of(lost));
        }
        if (losses.count() > 0) {
            err.printf("incomplete: %d times something could not be read%n", losses.count());
        }
        return losses.count() == 0;
    }
}
