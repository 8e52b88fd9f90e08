package dev.yagura.storage.disk;

/** What a layer of a disk is. */
public enum LayerKind {
    /** The disk as the host keeps it: an image of some format, or what an agent exports. */
    DISK,
    /** Encryption below the guest, of which the guest knows nothing: QEMU's. */
    HOST_ENCRYPTION,
    /** Encryption by the guest itself. */
    GUEST_ENCRYPTION,
    /** A part of a disk, by its partition table. */
    PARTITION,
    /** Several devices that are one, by the guest's kernel. */
    ARRAY,
    /** A volume that a volume manager keeps on one or more devices. */
    LOGICAL_VOLUME,
    /** What files are in. Nothing lies on it. */
    FILESYSTEM
}
