package dev.yagura.cli;

import dev.yagura.cli.module.InstalledModules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura module install}: have every scan run a detector. */
@Command(
        name = "install",
        description = "Have every `yagura scan` of this user run a detector in C too.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The object is copied to $XDG_CONFIG_HOME/yagura/modules, or ~/.config/yagura/modules.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "2:wrong usage", "3:it is no detector, or could not be copied"})
final class ModuleInstallCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE.o|ID", description = "the object; with --remove its id")
    private String what = "";

    @Option(names = "--remove", description = "no longer run the detector with this id")
    private boolean remove;

    @Override
    public Integer call() throws IOException {
        InstalledModules modules = InstalledModules.ofThisUser();
        if (!remove) {
            Path place = modules.install(Path.of(what));
            spec.commandLine().getOut().printf("%s: every scan runs it%n", place);
        } else if (!modules.remove(what)) {
            throw new UsageException("%s: no such detector is installed".formatted(what));
        }
        return ExitCode.OK;
    }
}
