package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * What makes a task the one that was found, and where its own structures lie. A guest that runs on
 * may put another task in its place, or another's memory where its memory was: then this is
 * another.
 *
 * @param pid its number
 * @param startedNanos when it started
 * @param structures addresses of what it alone, or its process, has, that of its number first;
 *     empty those that this kernel has not
 */
record TaskIdentity(int pid, long startedNanos, List<OptionalLong> structures) {
    TaskIdentity {
        structures = List.copyOf(structures);
    }

    @KernelStruct("task_struct")
    interface Fields extends StructView {
        int pid();

        @KernelField("start_boottime")
        long startedNanos();

        /** Returns its {@code struct pid}, 0 once it was given up. */
        @KernelField("thread_pid")
        OptionalLong numberGva();

        @KernelField("mm")
        OptionalLong memoryGva();

        @KernelField("signal")
        OptionalLong signalGva();

        @KernelField("sighand")
        OptionalLong handlersGva();

        @KernelField("files")
        OptionalLong filesGva();

        @KernelField("fs")
        OptionalLong placesGva();

        @KernelField("nsproxy")
        OptionalLong namespacesGva();

        @KernelField("real_cred")
        OptionalLong credentialsGva();
    }

    /** Returns whether it is the same task, in whatever program. */
    boolean isSameTask(TaskIdentity other) {
        OptionalLong number = structures.getFirst();
        return pid == other.pid
                && startedNanos == other.startedNanos
                && number.orElse(1) != 0
                && number.equals(other.structures.getFirst());
    }

    /**
     * Reads that of the task at an address.
     *
     * @throws IOException if guest memory cannot be read
     */
    static TaskIdentity of(Linux linux, long gva) throws IOException {
        Fields task = linux.views().at(Fields.class, gva);
        return new TaskIdentity(
                task.pid(),
                task.startedNanos(),
                List.of(
                        task.numberGva(),
                        task.memoryGva(),
                        task.signalGva(),
                        task.handlersGva(),
                        task.filesGva(),
                        task.placesGva(),
                        task.namespacesGva(),
                        task.credentialsGva()));
    }
}
