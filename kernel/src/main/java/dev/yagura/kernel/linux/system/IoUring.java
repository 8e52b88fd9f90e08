package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.fs.OpenFile;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A pair of queues by which a process asks for input and output past system calls.
 *
 * @param gva address of its {@code io_ring_ctx}
 * @param pid process that has it open
 * @param holder which descriptor of the process
 * @param flags {@code IORING_SETUP_*} bits
 * @param submissions entries of the queue of requests
 * @param completions entries of the queue of results
 * @param pollThread thread that takes requests by itself; empty for none
 * @param restricted whether it may do some things only
 */
public record IoUring(
        long gva,
        int pid,
        String holder,
        long flags,
        long submissions,
        long completions,
        OptionalInt pollThread,
        boolean restricted) {

    /** Mostly in anonymous structures; {@code include/linux/io_uring_types.h}. */
    @KernelStruct("io_ring_ctx")
    interface Context extends StructView {
        int flags();

        @KernelField("sq_entries")
        int submissions();

        @KernelField("cq_entries")
        int completions();

        @KernelField("sq_data->thread->pid")
        OptionalInt pollThread() throws IOException;

        /** Returns whether restrictions hold, before 7.0. */
        @KernelField("restrictions.registered")
        OptionalInt restricted();

        @KernelField("restrictions.op_registered")
        OptionalInt operationsRestricted();

        @KernelField("restrictions.reg_registered")
        OptionalInt registrationsRestricted();
    }

    /**
     * Reads the one behind an open file.
     *
     * @return empty if the file is none
     * @throws IOException if guest memory cannot be read
     */
    public static Optional<IoUring> of(Linux linux, OpenFile file) throws IOException {
        OptionalLong operations = linux.kernel().symbols().address("io_uring_fops");
        if (operations.isEmpty() || file.operationsGva() != operations.getAsLong()) {
            return Optional.empty();
        }
        Context context = linux.views().at(Context.class, file.privateGva());
        return Optional.of(
                new IoUring(
                        context.gva(),
                        file.pid(),
                        file.holder(),
                        Integer.toUnsignedLong(context.flags()),
                        Integer.toUnsignedLong(context.submissions()),
                        Integer.toUnsignedLong(context.completions()),
                        context.pollThread(),
                        context.restricted().orElse(0) != 0
                                || context.operationsRestricted().orElse(0) != 0
                                || context.registrationsRestricted().orElse(0) != 0));
    }
}
