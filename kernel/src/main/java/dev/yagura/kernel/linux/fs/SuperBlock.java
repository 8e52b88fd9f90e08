package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;

/** A filesystem in use; {@code include/linux/fs.h}. */
@KernelStruct("super_block")
interface SuperBlock extends StructView {
    @KernelField("s_dev")
    int device();

    @KernelField("s_type->name")
    Optional<String> type() throws IOException;

    /** Returns the address of the root's dentry, 0 while it is being mounted or unmounted. */
    @KernelField("s_root")
    long rootGva();
}
