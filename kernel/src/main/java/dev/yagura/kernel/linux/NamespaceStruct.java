package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;

/** What all name spaces have in common; {@code include/linux/ns_common.h}. */
@KernelStruct("ns_common")
interface NamespaceStruct extends StructView {
    /** Returns the kind: {@code "mnt"}, {@code "net"}. */
    @KernelField("ops->name")
    String kind() throws IOException;

    /** Returns the number, unsigned: the inode of {@code /proc/PID/ns/KIND}. */
    @KernelField("inum")
    int number();
}
