package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** The root of a red-black tree; {@code include/linux/rbtree_types.h}. */
@KernelStruct("rb_root")
public interface RbRoot extends StructView {
    /** Returns the address of the topmost {@code rb_node}, or 0. */
    @KernelField("rb_node")
    long node();
}
