package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** What a kernel thread runs; {@code kernel/kthread.c}. */
@KernelStruct("kthread")
interface ThreadFunction extends StructView {
    @KernelField("threadfn")
    long functionGva();

    @KernelField("data")
    long argument();
}
