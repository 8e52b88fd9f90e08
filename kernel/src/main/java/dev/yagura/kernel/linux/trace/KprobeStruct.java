package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.ListHead;

/** A probe at an instruction of the kernel; {@code include/linux/kprobes.h}. */
@KernelStruct("kprobe")
interface KprobeStruct extends StructView {
    /** Returns the list of probes behind an aggregate, or the link of one that is in it. */
    ListHead list();

    @KernelField("addr")
    long address();

    int flags();

    @KernelField("pre_handler")
    long preHandler();

    @KernelField("post_handler")
    long postHandler();

    /** Returns how often it could not run because another ran. */
    @KernelField("nmissed")
    long missed();

    /** A probe at a function's return. */
    @KernelStruct("kretprobe")
    interface AtReturn extends StructView {
        long handler();

        @KernelField("entry_handler")
        long entryHandler();
    }
}
