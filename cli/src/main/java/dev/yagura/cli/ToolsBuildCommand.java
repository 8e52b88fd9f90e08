package dev.yagura.cli;

import dev.yagura.cli.exec.ToolsFolder;
import dev.yagura.cli.output.Progress;
import dev.yagura.sandbox.tools.ToolsBuilder;
import dev.yagura.sandbox.tools.ToolsTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura tools build}: make a tools tree. */
@Command(
        name = "build",
        description = {
            "Build the tools tree from Debian packages, as this machine's apt fetches them.",
            "Nothing is installed on this machine, and no script of a package is run."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Needs apt-get, dpkg-deb and a C compiler. Takes a minute or two, and some 400 MB.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:it is built", "2:wrong usage", "3:it could not be built"})
final class ToolsBuildCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "a new folder; else where `yagura exec` looks by itself")
    private @Nullable Path folder;

    @Option(
            names = "--package",
            paramLabel = "NAME",
            description =
                    "a Debian package with tools, may be repeated; else those that Yagura knows")
    private List<String> packages = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (String name : packages) {
            if (!name.matches("[a-z0-9][a-z0-9+.-]+")) {
                throw new UsageException(
                        "--package \"%s\": expected the name of a Debian package".formatted(name));
            }
        }
        Path target = folder == null ? ToolsFolder.ofThisUser() : folder;
        try (Progress progress = Progress.onTerminal(spec.commandLine().getErr())) {
            ToolsTree tools =
                    new ToolsBuilder(progress::step)
                            .build(target, packages.isEmpty() ? ToolsBuilder.DEFAULT : packages);
            progress.clear();
            out.printf("%s: %d packages%n", target, tools.packages().size());
        }
        return ExitCode.OK;
    }
}
