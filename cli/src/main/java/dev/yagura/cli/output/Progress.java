package dev.yagura.cli.output;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Says what is being done, on one line of a terminal that is cleared afterwards.
 *
 * <p>Prints nothing where standard error is not a terminal.
 */
public final class Progress implements AutoCloseable {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;

    /** Shows progress if {@code terminal}. */
    public Progress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Shows progress if this process runs on a terminal. */
    public static Progress onTerminal(PrintWriter err) {
        // With -Djdk.console=java.base there is none where input or output is no terminal.
        Optional<Console> console = Optional.ofNullable(System.console());
        return new Progress(err, console.map(Console::isTerminal).orElse(false));
    }

    /** Replaces the line by {@code what}. */
    public void step(String what) {
        if (terminal) {
            err.print(CLEAR_LINE + what + " …");
            err.flush();
        }
    }

    /** Clears the line; results may be printed then. */
    public void clear() {
        if (terminal) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    /** Clears the line. */
    @Override
    public void close() {
        clear();
    }
}
