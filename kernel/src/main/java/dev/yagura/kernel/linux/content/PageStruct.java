package dev.yagura.kernel.linux.content;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A page of a file, or the first of several; {@code include/linux/mm_types.h}. */
@KernelStruct("page")
interface PageStruct extends StructView {
    @KernelField({"flags.f", "flags"})
    long flags();

    /** Returns the address of the {@code address_space} it belongs to; anonymous ones are odd. */
    @KernelField("mapping")
    long cacheGva();

    /** Returns its number in the file, from 0. */
    @KernelField({"index", "__folio_index"})
    long index();

    /** Returns what the filesystem keeps with the page, such as the address of its first block. */
    @KernelField("private")
    long privateData();
}
