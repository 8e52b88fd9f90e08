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

    /** Detached LUKS headers of one guest. */
    public static final int MAX_HEADERS = 8;

    /**
     * Bytes of a detached LUKS header: cryptsetup makes 16 MiB unless it is told to make room for
     * more keyslots.
     */
    public static final int MAX_HEADER_BYTES = 32 << 20;

    /** Bytes of {@code /etc/fstab}, and of {@code /etc/crypttab}. */
    public static final int MAX_TABLE_BYTES = 1 << 20;

    /** Lines of such a file that name something. */
    public static final int MAX_TABLE_LINES = 512;

    /** Subvolumes of one filesystem that are looked at for a root directory. */
    public static final int MAX_ROOTS = 64;

    private DiskLimits() {}
}
