package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** The root of a red-black tree that remembers its leftmost node. */
@KernelStruct("rb_root_cached")
public interface RbRootCached extends StructView {
    /** Returns the tree itself. */
    @KernelField("rb_root")
    RbRoot root();

    /** Returns the address of the leftmost {@code rb_node}, or 0. */
    @KernelField("rb_leftmost")
    long leftmost();
}
