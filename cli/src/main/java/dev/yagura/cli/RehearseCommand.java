package dev.yagura.cli;

import dev.yagura.enclave.Rehearsal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What the launcher runs to make the start-up caches: after a build, and for {@code tune}.
 *
 * <p>There is one cache for commands that connect to an enclave and one for those that read
 * directly: a JVM brings up all of a cache's classes at its start, so those of TLS would cost the
 * latter a third of their time. Agent and enclave have caches of their own: given a dump, the
 * launcher has them recorded while they scan it for the former.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {
    /** The commands whose start matters most. */
    private static final List<String> VIEWS = List.of("kernel", "modules", "processes");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "DUMP", description = "a memory dump to practise on")
    private @Nullable Path dump;

    @Option(
            names = "--unprotected",
            description = "rehearse the commands that read directly, without an enclave")
    private boolean direct;

    @Override
    public Integer call() throws IOException {
        if (direct) {
            Rehearsal.read();
        } else {
            Rehearsal.run();
        }
        if (dump == null) {
            return ExitCode.OK;
        }
        String vm = "file:" + dump;
        return direct ? read(vm) : scan(vm);
    }

    /** Has an agent and an enclave scan the dump. */
    private int scan(String vm) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        int status =
                Main.run(new String[] {"scan", vm, "--json"}, nowhere, spec.commandLine().getErr());
        return status == ExitCode.USAGE ? ExitCode.USAGE : ExitCode.OK; // intruders may be in it
    }

    private int read(String vm) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        PrintWriter err = spec.commandLine().getErr();
        for (String view : VIEWS) {
            for (String format : List.of("--live", "--json")) { // --live changes nothing for a dump
                String[] show = {"show", vm, view, "--unprotected", format};
                int status = Main.run(show, nowhere, new PrintWriter(Writer.nullWriter()));
                if (status != ExitCode.OK) {
                    return Main.run(show, nowhere, err); // once more, to say what is wrong
                }
            }
        }
        return Main.run(new String[] {"scan", vm, "--unprotected"}, nowhere, nowhere)
                        == ExitCode.USAGE
                ? ExitCode.USAGE
                : ExitCode.OK;
    }
}
