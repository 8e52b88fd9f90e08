package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;

/** What a kernel thread keeps about itself; {@code kernel/kthread.c}. */
@KernelStruct("kthread")
interface KThread extends StructView {
    /** Returns the argument of its function; of a work queue thread, its {@code worker}. */
    long data();

    /** Returns the name where it is longer than {@code comm}; since 5.17. */
    Optional<String> fullName() throws IOException;
}
