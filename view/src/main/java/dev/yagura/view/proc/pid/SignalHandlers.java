package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;

/**
 * What a process does with signals, a bit each; {@code collect_sigign_sigcatch()} of
 * fs/proc/array.c.
 *
 * @param ignored those that it ignores
 * @param caught those that it has a function for
 */
record SignalHandlers(long ignored, long caught) {
    /** {@code _NSIG}, arch/x86/include/asm/signal.h. */
    private static final int SIGNALS = 64;

    private static final long DEFAULT = 0;
    private static final long IGNORE = 1;

    @KernelStruct("k_sigaction")
    interface Action extends StructView {
        @KernelField("sa.sa_handler")
        long function();
    }

    /** What a task has that is gone for good. */
    static final SignalHandlers NONE = new SignalHandlers(0, 0);

    static SignalHandlers of(StructViews views, long handlersGva) throws IOException {
        if (handlersGva == 0) {
            return NONE;
        }
        long each = views.sizeOf("k_sigaction");
        long first = handlersGva + views.offsetOf("sighand_struct", "action");
        long ignored = 0;
        long caught = 0;
        for (int signal = 0; signal < SIGNALS; signal++) {
            long function = views.at(Action.class, first + signal * each).function();
            if (function == IGNORE) {
                ignored |= 1L << signal;
            } else if (function != DEFAULT) {
                caught |= 1L << signal;
            }
        }
        return new SignalHandlers(ignored, caught);
    }
}
