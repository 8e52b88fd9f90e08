package dev.yagura.storage.disk;

/** Where looking for layers on a guest's disks ends, so that no disk can make it endless. */
public final class DiskLimits {
    /** Disks of one guest. */
    public static final int MAX_DISKS = 64;

    /**
     * Layers on one another: image, encryption, partition, array, encryption, volume, and twice.
     */
    public static final int MAX_DEPTH = 12;

    /** Layers of all disks together; a GPT alone may have 128 partitions. */
    public static final int MAX_LAYERS = 2048;

    /** Filesystems that are opened; each takes some memory for as long as the disks are. */
    public static final int MAX_FILESYSTEMS = 128;

    /** Keys of one guest; each is tried on each locked volume, for a second or more. */
    public static final int MAX_KEYS = 32;

    /** Bytes of {@code /etc/fstab}. */
    public static final int MAX_FSTAB_BYTES = 1 << 20;

    /** Lines of {@code /etc/fstab} that name something to mount. */
    public static final int MAX_MOUNTS = 512;

    private DiskLimits() {}
}
