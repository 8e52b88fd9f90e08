package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalLong;

/** What a process's memory is marked with; {@code include/linux/mm_types.h}. */
@KernelStruct("mm_struct")
interface MmFlags extends StructView {
    /** Returns the {@code MMF_*} bits; in an array of their own since 6.18. */
    @KernelField({"flags.__mm_flags[0]", "flags"})
    OptionalLong bits();
}
