package dev.yagura.detect.memory.process;

import dev.yagura.detect.DetectorContext;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.KernelLayoutException;
import java.io.IOException;

/** Judges processes one by one: one that cannot be read is not covered, the others are. */
final class EachProcess {
    private EachProcess() {}

    /** Judges one process. */
    @FunctionalInterface
    interface Judge {
        void judge(Task process) throws IOException;
    }

    /**
     * Judges all processes, kernel threads included.
     *
     * @param counted what the processes are counted as, for the summary
     * @throws IOException if the list breaks off, this kernel lacks what is judged, or the source
     *     of the guest's memory fails
     */
    static void of(DetectorContext context, String counted, Judge judge) throws IOException {
        long judged = 0;
        for (Task process : context.linux().tasks().processes()) {
            try {
                judge.judge(process);
                judged++;
            } catch (KernelLayoutException e) {
                throw e; // The same for all.
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                context.notCovered(name(process), e);
            }
        }
        context.lookedAt(counted, judged);
    }

    /** Says of each object that could not be read that it is not covered. */
    static void missing(DetectorContext context, Task process, Partial<?> partial) {
        partial.missing()
                .forEach(missing ->
                        context.notCovered(
                                "%s, %s".formatted(name(process), missing.what()), missing.why()));
    }

    /** Returns the key of a process: the same at each look at it, and no other's. */
    static String subject(Task process) {
        return "process %d at 0x%x".formatted(process.tgid(), process.gva());
    }

    /** Returns a process's name for titles. */
    static String name(Task process) {
        return "process %d (%s)".formatted(process.tgid(), process.displayName());
    }
}
