package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A block of records of functions that can be traced; {@code kernel/trace/ftrace.c}. */
@KernelStruct("ftrace_page")
interface Block extends StructView {
    long next();

    long records();

    /** Returns how many records are in use. */
    int index();
}
