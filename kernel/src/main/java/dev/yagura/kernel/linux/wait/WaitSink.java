package dev.yagura.kernel.linux.wait;

import java.io.IOException;

/** Receives what a walk over {@link WaitStructures} finds. */
public interface WaitSink {
    /**
     * Takes a task that waits. One that waits for several things at once is told for each.
     *
     * @param taskGva address that the structure has for a {@code task_struct}; not read yet
     * @throws IOException if the receiver cannot read the task
     */
    void waits(WaitKind kind, long taskGva) throws IOException;

    /**
     * Takes note of a structure that could not be seen to its end.
     *
     * @param what the structure, with its address
     * @param why what was found and what was expected
     */
    void missing(WaitKind kind, String what, String why);
}
