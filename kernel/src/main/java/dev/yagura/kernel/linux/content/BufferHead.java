package dev.yagura.kernel.linux.content;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** One block of a page; {@code include/linux/buffer_head.h}. */
@KernelStruct("buffer_head")
interface BufferHead extends StructView {
    @KernelField("b_state")
    long state();

    /** Returns the address of the page's next block, in a ring. */
    @KernelField("b_this_page")
    long nextGva();

    /** Returns the address of the page, the first one of several that belong together. */
    @KernelField({"b_folio", "b_page"})
    long pageGva();

    /** Returns the block's size in bytes. */
    @KernelField("b_size")
    long sizeBytes();
}
