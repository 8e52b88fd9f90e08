package dev.yagura.storage.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.image.ImageResolver;

/**
 * A disk as it is handed in: the bytes of an image file, or of what a host exports.
 *
 * @param name how the disk is called, such as {@code disk0}
 * @param device its bytes; closed with the {@link Disks} they are given to
 * @param isRaw whether the bytes are known to be the guest's own: then no image format is looked
 *     for in them, and encryption in them is the guest's
 * @param siblings opens further files that an image names
 */
public record DiskSource(String name, BlockDevice device, boolean isRaw, ImageResolver siblings) {
    /** Requires the components. */
    public DiskSource {
        requireNonNull(name, "name");
        requireNonNull(device, "device");
        requireNonNull(siblings, "siblings");
    }

    /**
     * Returns a disk whose format is told from its first bytes, and that may name no other file.
     */
    public static DiskSource of(String name, BlockDevice device) {
        return new DiskSource(name, device, false, ImageResolver.refusing());
    }

    /** Returns a disk that is known to be raw. */
    public static DiskSource raw(String name, BlockDevice device) {
        return new DiskSource(name, device, true, ImageResolver.refusing());
    }
}
