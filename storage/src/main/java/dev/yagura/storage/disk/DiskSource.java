package dev.yagura.storage.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.image.ImageResolver;

/**
 * A disk as it is handed in: the bytes of an image file, or of what a host exports.
 *
 * @param name how the disk is called, such as {@code disk0}
 * @param device its bytes; closed with the {@link Disks} they are given to
 * @param content what the bytes are known to be
 * @param siblings opens further files that an image names
 */
public record DiskSource(String name, BlockDevice device, Content content, ImageResolver siblings) {
    /** Requires the components. */
    public DiskSource {
        requireNonNull(name, "name");
        requireNonNull(device, "device");
        requireNonNull(content, "content");
        requireNonNull(siblings, "siblings");
    }

    /** What the bytes of a disk are known to be. */
    public enum Content {
        /** An image file: its format is told from its first bytes, and encryption is the host's. */
        IMAGE,
        /** The guest's own bytes: no image format is looked for, and encryption is the guest's. */
        GUEST,
        /** What the host's encryption makes of the guest's bytes. */
        HOST_ENCRYPTED
    }

    /** Returns a disk that may name no other file. */
    public static DiskSource of(String name, BlockDevice device, Content content) {
        return new DiskSource(name, device, content, ImageResolver.refusing());
    }
}
