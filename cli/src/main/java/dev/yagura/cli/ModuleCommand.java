package dev.yagura.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code yagura module}: detectors in C. */
@Command(
        name = "module",
        description = "Detectors in C, compiled once for all kernels: docs/modules/.",
        subcommands = {
            ModuleNewCommand.class,
            ModuleHeadersCommand.class,
            ModuleBuildCommand.class,
            ModuleRunCommand.class,
            ModuleTestCommand.class,
            ModuleInstallCommand.class
        },
        mixinStandardHelpOptions = true)
final class ModuleCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing COMMAND");
    }
}
