package dev.yagura.kernel.linux.mm;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalLong;

/** What the kernel knows of a page of RAM; {@code include/linux/mm_types.h}. */
@KernelStruct("page")
interface PageFields extends StructView {
    /**
     * Returns the first page of a large one, with bit 0 set, in all the others of it; empty where a
     * kernel keeps that in another form, of late.
     */
    @KernelField("compound_head")
    OptionalLong head();

    /**
     * Returns whose it is: a file's {@code address_space}, or with bit 0 set an {@code anon_vma}.
     */
    @KernelField("mapping")
    long owner();
}
