package dev.yagura.cli;

import dev.yagura.cli.demo.Demo;
import dev.yagura.cli.output.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura demo}: see it work. */
@Command(
        name = "demo",
        description = {
            "Boot a real guest, plant two intrusions in its memory, and find them.",
            "As root on Debian it installs QEMU and busybox-static if they are missing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:both intrusions were found, and nothing else",
            "3:they were not, or the demo could not run"
        })
final class DemoCommand implements Callable<Integer> {
    /** Set by the launcher while its start-up caches have not practised on a guest yet. */
    private static final String PRACTICE = "yagura.practice";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description = "kernel to boot, such as /boot/vmlinuz-…; by default one of Debian's")
    private @Nullable Path kernel;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Progress progress = Progress.onTerminal(err)) {
            boolean asPlanted =
                    new Demo(out, err, progress).run(Optional.ofNullable(kernel), practice());
            return asPlanted ? ExitCode.OK : ExitCode.INCOMPLETE;
        }
    }

    private static Optional<Path> practice() {
        return Optional.ofNullable(System.getProperty(PRACTICE)).map(Path::of);
    }
}
