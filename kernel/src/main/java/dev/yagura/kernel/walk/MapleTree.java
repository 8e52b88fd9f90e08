package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A map from ranges to pointers, since 6.1; {@code include/linux/maple_tree.h}. */
@KernelStruct("maple_tree")
public interface MapleTree extends StructView {
    /** Returns the root: an entry for index 0 alone, or an encoded node. */
    @KernelField("ma_root")
    long root();
}
