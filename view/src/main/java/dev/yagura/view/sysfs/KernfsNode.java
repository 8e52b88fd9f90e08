package dev.yagura.view.sysfs;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** A name in sysfs; {@code include/linux/kernfs.h}. */
@KernelStruct("kernfs_node")
interface KernfsNode extends StructView {
    /** Returns the address of the directory, 0 for the root. */
    @KernelField({"__parent", "parent"})
    long parentGva();

    String name() throws IOException;

    /** Returns what it is, in the lowest four bits, and more. */
    int flags();

    int mode();

    /** Returns the inode number, in the lower 32 bits. */
    long id();

    /** Returns the name space that it is in, 0 for all. */
    @KernelField("ns")
    OptionalLong namespaceGva();

    /** Returns what it stands for: of a directory an object, of a file its attribute. */
    @KernelField("priv")
    long ownerGva();

    /** Returns where a link leads. */
    @KernelField("symlink.target_kn")
    long targetGva();
}
