package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A circular doubly linked list's head, or a node of one; {@code include/linux/list.h}. */
@KernelStruct("list_head")
public interface ListHead extends StructView {
    /** Returns the address of the next node's {@code list_head}. */
    long next();

    /** Returns the address of the node before. */
    long prev();
}
