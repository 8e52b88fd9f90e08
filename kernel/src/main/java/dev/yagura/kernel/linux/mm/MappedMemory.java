package dev.yagura.kernel.linux.mm;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** Where things are in an address space; {@code struct mm_struct}. */
@KernelStruct("mm_struct")
interface MappedMemory extends StructView {
    @KernelField("start_brk")
    long heapStart();

    @KernelField("brk")
    long heapEnd();

    @KernelField("start_stack")
    long stackStart();
}
