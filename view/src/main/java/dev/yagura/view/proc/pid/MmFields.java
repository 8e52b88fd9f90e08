package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** What a process's memory amounts to, in pages; {@code include/linux/mm_types.h}. */
@KernelStruct("mm_struct")
interface MmFields extends StructView {
    @KernelField("total_vm")
    long totalPages();

    @KernelField("hiwater_vm")
    long mostPages();

    @KernelField("hiwater_rss")
    long mostResidentPages();

    @KernelField("locked_vm")
    long lockedPages();

    @KernelField("pinned_vm.counter")
    long pinnedPages();

    @KernelField("data_vm")
    long dataPages();

    @KernelField("exec_vm")
    long executablePages();

    @KernelField("stack_vm")
    long stackPages();

    @KernelField("pgtables_bytes.counter")
    long tableBytes();

    @KernelField("hugetlb_usage.counter")
    OptionalLong hugePages();

    @KernelField("start_code")
    long codeStart();

    @KernelField("end_code")
    long codeEnd();

    @KernelField("start_data")
    long dataStart();

    @KernelField("end_data")
    long dataEnd();

    @KernelField("start_brk")
    long heapStart();

    @KernelField("start_stack")
    long stackStart();

    @KernelField("arg_start")
    long argumentsStart();

    @KernelField("arg_end")
    long argumentsEnd();

    @KernelField("env_start")
    long environmentStart();

    @KernelField("env_end")
    long environmentEnd();

    /** Returns what writes a core of it, while something does; until 5.15. */
    @KernelField("core_state")
    OptionalLong coreStateGva();

    /** Returns bits of addresses that are no part of them; since 6.4. */
    @KernelField("context.untag_mask")
    OptionalLong untagMask();

    /** Returns what the kernel told the program at its start. */
    @KernelField("saved_auxv")
    byte[] auxiliary() throws IOException;
}
