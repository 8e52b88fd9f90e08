package dev.yagura.view.proc.guest;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A number that each CPU counts a part of; {@code include/linux/percpu_counter.h}. */
@KernelStruct("percpu_counter")
public interface PercpuCounter extends StructView {
    /** Returns what was put together from all CPUs, the last time that was done. */
    long count();

    /** Returns where a CPU's part is, less that CPU's own offset. */
    @KernelField("counters")
    long partsGva();
}
