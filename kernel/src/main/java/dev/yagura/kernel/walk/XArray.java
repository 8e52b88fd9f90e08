package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** An XArray or radix tree's root, the same thing since 4.20; {@code include/linux/xarray.h}. */
@KernelStruct("xarray")
public interface XArray extends StructView {
    /** Returns the head: an entry, or an internal pointer to the topmost node. */
    @KernelField("xa_head")
    long head();
}
