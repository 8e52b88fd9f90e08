package dev.yagura.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code yagura rules}: check files of rules, and try them. */
@Command(
        name = "rules",
        description = "Check files of rules, or run them on rows that were saved before.",
        subcommands = {RulesValidateCommand.class, RulesTestCommand.class},
        mixinStandardHelpOptions = true)
final class RulesCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing COMMAND");
    }
}
