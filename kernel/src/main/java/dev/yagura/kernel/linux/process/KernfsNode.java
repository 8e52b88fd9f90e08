package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;

/** A name in cgroupfs; {@code include/linux/kernfs.h}. */
@KernelStruct("kernfs_node")
interface KernfsNode extends StructView {
    /** Returns the address of the directory, 0 for the root. */
    @KernelField({"__parent", "parent"})
    long parentGva();

    String name() throws IOException;
}
