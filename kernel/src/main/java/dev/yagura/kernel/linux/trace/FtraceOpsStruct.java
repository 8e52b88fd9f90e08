package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** Someone who wants functions traced; {@code include/linux/ftrace.h}. */
@KernelStruct("ftrace_ops")
interface FtraceOpsStruct extends StructView {
    long next();

    long flags();

    @KernelField("func")
    long callback();

    /** Returns the callback as it was given, where {@code func} is one that filters for it. */
    OptionalLong savedFunc();

    @KernelField("func_hash->filter_hash")
    OptionalLong filterGva() throws IOException;

    @KernelField("func_hash->notrace_hash")
    OptionalLong notraceGva() throws IOException;

    OptionalLong trampoline();

    OptionalLong trampolineSize();

    /** Returns where a direct call leads, since 6.4. */
    OptionalLong directCall();

    /** A set of functions by address; {@code kernel/trace/trace.h}. */
    @KernelStruct("ftrace_hash")
    interface Hash extends StructView {
        long sizeBits();

        long buckets();

        long count();
    }

    /** A function in such a set. */
    @KernelStruct("ftrace_func_entry")
    interface Entry extends StructView {
        long ip();

        OptionalLong direct();
    }
}
