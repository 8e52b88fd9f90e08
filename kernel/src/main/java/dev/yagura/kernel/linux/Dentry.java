package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** A name in a directory; {@code include/linux/dcache.h}. */
@KernelStruct("dentry")
interface Dentry extends StructView {
    @KernelField("d_parent")
    long parentGva();

    @KernelField("d_name.name")
    long nameGva();

    /** Returns the name's length in bytes. */
    @KernelField("d_name.len")
    int nameLength();

    /** Returns 0 for a dentry that no longer is in the hash: its file was deleted. */
    @KernelField("d_hash.pprev")
    long hashed();

    /** Returns the function that makes up a name, 0 where the name is the dentry's own. */
    @KernelField("d_op->d_dname")
    OptionalLong nameMaker() throws IOException;
}
