package dev.yagura.view.files;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.Optional;
import java.util.OptionalLong;

/** A filesystem in use; {@code include/linux/fs.h}. */
@KernelStruct("super_block")
interface SuperBlockView extends StructView {
    /** Returns the identity that it has on disk, 16 bytes; zeros where the kernel keeps none. */
    @KernelField("s_uuid.b")
    Optional<byte[]> uuid();

    /** Returns the address of the block device that it is on, 0 for none. */
    @KernelField("s_bdev")
    OptionalLong deviceGva();
}
