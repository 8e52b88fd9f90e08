package dev.yagura.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura completion}: the script that completes commands and options. */
@Command(
        name = "completion",
        description = "Print the completion script for a shell.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "bash:  source <(yagura completion bash)",
            "zsh:   source <(yagura completion zsh)",
        })
final class CompletionCommand implements Callable<Integer> {
    /** Shells with a script. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        String bash = AutoComplete.bash("yagura", spec.root().commandLine());
        // zsh runs the bash script through its own emulation of bash's completion.
        String script =
                shell == Shell.BASH
                        ? bash
                        : "autoload -U +X compinit && compinit\n"
                                + "autoload -U +X bashcompinit && bashcompinit\n"
                                + bash;
        spec.commandLine().getOut().print(script);
        return ExitCode.OK;
    }
}
