package dev.yagura.storage.block.qcow2;

/** Features without which an image cannot be read right, by their bits. */
enum IncompatibleFeature {
    /** Reference counts may be wrong, as the image was not closed. Reading does not use them. */
    DIRTY(0),
    /** QEMU has found the image's structures to contradict each other. */
    CORRUPT(1),
    /** Data is in another file, metadata in this one. */
    EXTERNAL_DATA(2),
    /** Clusters are compressed otherwise than by zlib. */
    COMPRESSION(3),
    /** Clusters have 32 parts each of which is mapped by itself. */
    EXTENDED_L2(4);

    private final int bit;

    IncompatibleFeature(int bit) {
        this.bit = bit;
    }

    long mask() {
        return 1L << bit;
    }

    static long known() {
        return (1L << values().length) - 1;
    }
}
