package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.output.Printable;
import dev.yagura.enclave.watch.WatchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Set;
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
        footer = {
            "",
            "VM is a name or pid from `yagura vms`, qmp:SOCKET, file:DUMP[,disk:SOURCE…],",
            "disk:SOURCE[,disk:SOURCE…], agent:HOST:PORT[,vm=NAME], agent:unix:SOCKET[,vm=NAME] or",
            "enclave:HOST:PORT[,vm=NAME]. SOURCE is an image file, nbd://HOST[:PORT]/EXPORT or",
            "nbd+unix:///EXPORT?socket=PATH; with ,format=raw its bytes are the disk's own.",
            "",
            "Exit status: 0 done and nothing found, 1 findings, 2 wrong usage,",
            "3 could not finish (what was not covered is said).",
        })
public final class Main implements Runnable {
    private static final Set<String> SPEAK_OF_ALL = Set.of("help", "completion");

    private static final List<String> COMMANDS =
            List.of(
                    "demo",
                    "doctor",
                    "vms",
                    "show",
                    "scan",
                    "fs",
                    "mount",
                    "exec",
                    "capture",
                    "flows",
                    "module",
                    "tools",
                    "baseline",
                    "list",
                    "explain",
                    "rules",
                    "attest",
                    "verify",
                    "agent",
                    "enclave",
                    "completion",
                    "rehearse",
                    "help");

    @Spec private CommandSpec spec;

    private Main() {
        this.spec = CommandSpec.create(); // replaced by picocli with this command's own
    }

    // Not a map of constructor references: the JVM cannot keep one of picocli's, whose class files
    // are
    // of Java 5, in its start-up cache, and fails to make the cache.
    private static Object command(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "doctor" -> new DoctorCommand();
            case "vms" -> new VmsCommand();
            case "show" -> new ShowCommand();
            case "scan" -> new ScanCommand();
            case "fs" -> new FsCommand();
            case "mount" -> new MountCommand();
            case "exec" -> new ExecCommand();
            case "capture" -> new CaptureCommand();
            case "flows" -> new FlowsCommand();
            case "module" -> new ModuleCommand();
            case "tools" -> new ToolsCommand();
            case "baseline" -> new BaselineCommand();
            case "list" -> new ListCommand();
            case "explain" -> new ExplainCommand();
            case "rules" -> new RulesCommand();
            case "attest" -> new AttestCommand();
            case "verify" -> new VerifyCommand();
            case "agent" -> new AgentCommand();
            case "enclave" -> new EnclaveCommand();
            case "completion" -> new CompletionCommand();
            case "rehearse" -> new RehearseCommand();
            case "help" -> new HelpCommand();
            default -> throw new IllegalArgumentException("name = " + name);
        };
    }

    /**
     * Returns the parser for a command line: with all commands where all are spoken of, else with
     * the one that is called. Picocli takes 20 ms for each before it parses a word.
     */
    private static CommandLine parser(String[] args) {
        CommandLine line = new CommandLine(new Main());
        boolean one =
                args.length > 0 && COMMANDS.contains(args[0]) && !SPEAK_OF_ALL.contains(args[0]);
        for (String name : one ? List.of(args[0]) : COMMANDS) {
            line.addSubcommand(name, command(name));
        }
        return line;
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
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line =
                parser(args)
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
