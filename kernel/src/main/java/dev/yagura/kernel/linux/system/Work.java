package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

/**
 * A function that a thread of the kernel runs, or is to run.
 *
 * @param gva address of its {@code work_struct}
 * @param queue name of the queue it was put into; empty if that is not known
 * @param state how far it is
 * @param pool number of the pool of threads
 * @param cpu whose pool that is; -1 for one of no CPU's
 * @param function what is run
 * @param workerGva address of the {@code task_struct} that runs it; 0 for none
 * @param workerPid number of that thread; 0 for none
 */
public record Work(
        long gva,
        String queue,
        State state,
        int pool,
        int cpu,
        long function,
        long workerGva,
        int workerPid) {
    /** How far work is. */
    public enum State {
        /** A thread runs it. */
        RUNNING("running"),
        /** It waits for a thread. */
        PENDING("pending"),
        /** Its queue has too many others at work. */
        INACTIVE("inactive");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /** Returns the word that tables have. */
        public String label() {
            return label;
        }
    }

    /** Requires the objects. */
    public Work {
        requireNonNull(queue, "queue");
        requireNonNull(state, "state");
    }
}
