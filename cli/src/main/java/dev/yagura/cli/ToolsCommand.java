package dev.yagura.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code yagura tools}: the programs that {@code yagura exec} runs. */
@Command(
        name = "tools",
        description = "The programs that `yagura exec` runs on a VM's files.",
        subcommands = {ToolsBuildCommand.class},
        mixinStandardHelpOptions = true)
final class ToolsCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing COMMAND");
    }
}
