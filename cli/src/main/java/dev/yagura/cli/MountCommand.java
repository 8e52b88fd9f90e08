package dev.yagura.cli;

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
        description = "Mount a VM's files on a directory, read-only, until Ctrl-C or umount.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The files are those of one moment, that of the start: as `yagura fs` shows them. Names",
            "are the VM's bytes, inode numbers its own. Nothing on it runs, and devices do not open.",
            "Needs root, and a kernel with FUSE. When DIR is mounted, it is printed.",
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
    private static final long GOODBYE_SECONDS = 10;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Parameters(index = "1", paramLabel = "DIR", description = "an existing directory")
    private Path directory = Path.of("");

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
                    FuseMount mount = FuseMount.mount(files.tree(), directory, options())) {
                progress.clear();
                FilePrinter.gaps(files.facts(), err);
                vm.sayHowProtected(files.facts(), err);
                closeOnSignal(mount, done);
                PrintWriter out = spec.commandLine().getOut();
                String where = mount.directory().toString();
                out.println(json ? Json.write(Row.of("directory", where)) : Printable.of(where));
                out.flush();
                boolean whole = awaitEnd(mount, err);
                return whole && FilePrinter.isComplete(files.facts())
                        ? ExitCode.OK
                        : ExitCode.INCOMPLETE;
            }
        }
    }

    private FuseMount.Options options() {
        return new FuseMount.Options("yagura:" + vm.name(), everybody, everybody);
    }

    /** Ctrl-C ends the process: before that, the mount, and what is to be said at its end. */
    private static void closeOnSignal(FuseMount mount, CountDownLatch done) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    mount.close();
                                    try {
                                        done.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "yagura-unmount"));
    }

    /** Waits until somebody unmounts it; returns whether all could be read that was asked for. */
    private static boolean awaitEnd(FuseMount mount, PrintWriter err) {
        try {
            mount.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Losses losses = mount.losses();
        for (String lost : losses.told()) {
            err.println("not read: " + Printable.of(lost));
        }
        if (losses.count() > 0) {
            err.printf("incomplete: %d times something could not be read%n", losses.count());
        }
        return losses.count() == 0;
    }
}
