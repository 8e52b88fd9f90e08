package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.output.Printable;
import dev.yagura.enclave.watch.WatchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the {@code yagura} command. */
@Command(
        name = "yagura",
        description = "Watches virtual machines for intruders from outside the VM.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            DoctorCommand.class,
            VmsCommand.class,
            ShowCommand.class,
            ScanCommand.class,
            ListCommand.class,
            ExplainCommand.class,
            AttestCommand.class,
            AgentCommand.class,
            EnclaveCommand.class,
            CompletionCommand.class,
            RehearseCommand.class,
            HelpCommand.class,
        },
        footer = {
            "",
            "VM is a name or pid from `yagura vms`, qmp:SOCKET, file:DUMP,",
            "agent:HOST:PORT[,vm=NAME], agent:unix:SOCKET[,vm=NAME] or enclave:HOST:PORT[,vm=NAME].",
            "",
            "Exit status: 0 done and nothing found, 1 findings, 2 wrong usage,",
            "3 could not finish (what was not covered is said).",
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main() {
        this.spec = CommandSpec.create(); // replaced by picocli with this command's own
    }

    /** Runs the command and exits with its status. */
    public static void main(String[] args) {
        int status =
                run(
                        args,
                        new PrintWriter(System.out, false, UTF_8),
                        new PrintWriter(System.err, true, UTF_8));
        System.exit(status);
    }

    /**
     * Runs the command without exiting.
     *
     * @param out receives results; flushed at the end
     * @param err receives all else
     * @return the exit status
     */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line =
                new CommandLine(new Main())
                        .setOut(out)
                        .setErr(err)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, err));
        int status = line.execute(args);
        out.flush();
        return status;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing COMMAND");
    }

    /** Prints what went wrong; a bug keeps its stack trace. */
    private static int explain(Exception e, PrintWriter err) throws Exception {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        String message = cause instanceof IOException failed ? describe(failed) : e.getMessage();
        if (!(cause instanceof IOException) && !(cause instanceof UsageException)) {
            throw e;
        }
        err.println("yagura: " + Printable.of(String.valueOf(message)));
        boolean wrongUsage =
                cause instanceof UsageException
                        || (cause instanceof WatchException refused && refused.isWrongUsage());
        return wrongUsage ? ExitCode.USAGE : ExitCode.INCOMPLETE;
    }

    private static String describe(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file";
            case AccessDeniedException denied -> denied.getFile() + ": no permission";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
