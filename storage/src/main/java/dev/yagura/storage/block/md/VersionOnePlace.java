package dev.yagura.storage.block.md;

import dev.yagura.storage.block.BlockDevice;

/** Where superblocks of version 1 are, by minor version. */
enum VersionOnePlace {
    /** Near the end of the device. */
    END("1.0"),
    /** At its start. */
    START("1.1"),
    /** 4 KiB after its start. */
    AFTER_START("1.2");

    private static final int SECTOR_BYTES = 512;
    private static final int ALIGNMENT = 4096;

    private final String version;

    VersionOnePlace(String version) {
        this.version = version;
    }

    /** Returns the byte at which the superblock would be; negative if the device is too small. */
    long offset(BlockDevice device) {
        return switch (this) {
            case START -> 0;
            case AFTER_START -> ALIGNMENT;
            case END -> {
                long sectors = device.sizeBytes() / SECTOR_BYTES * SECTOR_BYTES;
                yield Math.floorDiv(sectors - 2 * ALIGNMENT, ALIGNMENT) * ALIGNMENT;
            }
        };
    }

    String version() {
        return version;
    }
}
