package dev.yagura.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The signals by which a terminal stops a process. */
public final class StopSignals {
    private static final int SIGTSTP = 20;
    private static final int SIGTTIN = 21;
    private static final int SIGTTOU = 22;
    private static final long SIG_IGN = 1;
    private static final long SIG_ERR = -1;

    private static final MethodHandle SIGNAL =
            LibraryCall.handle("signal", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));

    private StopSignals() {}

    /**
     * Ignores them from now on, here and in processes that this one starts; see signal(2). {@code
     * SIGSTOP} cannot be ignored.
     *
     * @return 0, or the negated error number
     */
    public static int ignore() {
        int failure = 0;
        for (int signal : List.of(SIGTSTP, SIGTTIN, SIGTTOU)) {
            int result =
                    LibraryCall.once((_, state) ->
                            (long) SIGNAL.invokeExact(state, signal, SIG_IGN) == SIG_ERR ? -1 : 0);
            failure = Math.min(failure, result);
        }
        return failure;
    }
}
