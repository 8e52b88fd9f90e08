package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A map from small numbers to pointers; {@code include/linux/idr.h}. */
@KernelStruct("idr")
public interface Idr extends StructView {
    /** Returns the radix tree behind it. */
    @KernelField("idr_rt")
    XArray tree();

    /** Returns the number of the tree's index 0. */
    @KernelField("idr_base")
    int base();
}
