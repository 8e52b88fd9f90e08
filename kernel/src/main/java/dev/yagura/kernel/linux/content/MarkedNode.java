package dev.yagura.kernel.linux.content;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalLong;

/** A node of a page cache, and which of its slots lead to marked pages; {@code xarray.h}. */
@KernelStruct("xa_node")
interface MarkedNode extends StructView {
    /** Returns a bit for each slot with a page that is newer than the disk. */
    @KernelField("marks[0][0]")
    OptionalLong dirty();

    /** Returns a bit for each slot with a page that is being written to the disk. */
    @KernelField("marks[1][0]")
    OptionalLong writeback();
}
