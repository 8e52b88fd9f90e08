package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** What a name is made up of where a dentry has none of its own. */
@KernelStruct("dentry")
interface NamelessDentry extends StructView {
    /** Returns the name of the type of filesystem. */
    @KernelField("d_sb->s_type->name")
    Optional<String> filesystem() throws IOException;

    @KernelField("d_inode->i_ino")
    OptionalLong inode() throws IOException;

    /** Returns what the inode stands for; of nsfs, the {@code ns_common}. */
    @KernelField("d_inode->i_private")
    OptionalLong privateGva() throws IOException;
}
