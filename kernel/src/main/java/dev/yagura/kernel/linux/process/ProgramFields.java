package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** What {@code execve} notes of a program; {@code include/linux/mm_types.h}. */
@KernelStruct("mm_struct")
interface ProgramFields extends StructView {
    @KernelField("exe_file")
    long fileGva();

    @KernelField("start_code")
    long codeStart();

    @KernelField("end_code")
    long codeEnd();

    /** Returns pairs of 64-bit type and value, the last one of type 0. */
    @KernelField("saved_auxv")
    byte[] auxiliary();
}
