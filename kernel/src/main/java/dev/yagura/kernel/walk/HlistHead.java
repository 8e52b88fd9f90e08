package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A hash bucket's singly linked list; {@code include/linux/list.h}. */
@KernelStruct("hlist_head")
public interface HlistHead extends StructView {
    /** Returns the address of the first {@code hlist_node}, or 0. */
    long first();
}
