package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A process's address space; {@code include/linux/mm_types.h}. */
@KernelStruct("mm_struct")
public interface MmStruct extends StructView {
    /** Returns the kernel's address of the root page table. */
    long pgd();

    /** Returns where the arguments start, in the process's own memory. */
    long argStart();

    /** Returns one past the last byte of the arguments. */
    long argEnd();

    /** Returns where the environment starts. */
    long envStart();

    /** Returns one past the last byte of the environment. */
    long envEnd();

    /** Returns the address of the {@code struct file} that is executed, 0 if there is none. */
    @KernelField("exe_file")
    long exeFileGva();
}
