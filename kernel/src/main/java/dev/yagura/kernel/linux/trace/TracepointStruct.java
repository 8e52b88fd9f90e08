package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** A place in the kernel that can be watched; {@code include/linux/tracepoint-defs.h}. */
@KernelStruct("tracepoint")
interface TracepointStruct extends StructView {
    String name() throws IOException;

    @KernelField("funcs")
    long functionsGva();

    /** Returns what the place calls while it is watched: the one probe, or the iterator. */
    @KernelField("static_call_key->func")
    OptionalLong called() throws IOException;

    OptionalLong iterator();

    /** A function that is called at the place. */
    @KernelStruct("tracepoint_func")
    interface Probe extends StructView {
        @KernelField("func")
        long function();

        long data();
    }

    /** A module's tracepoints; {@code include/linux/module.h}. */
    @KernelStruct("module")
    interface Module extends StructView {
        @KernelField("num_tracepoints")
        int count();

        @KernelField("tracepoints_ptrs")
        long references();
    }
}
