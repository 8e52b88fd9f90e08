package dev.yagura.fuzz;

import dev.yagura.storage.btrfs.BtrfsFilesystem;
import dev.yagura.storage.filesystem.DamageList;

/** Opens blocks of a btrfs filesystem, each at its place, and reads its files. */
public final class BtrfsTarget {
    /** As many as the smallest filesystem that mkfs.btrfs makes has: 16 MiB. */
    private static final int BLOCKS = 4096;

    private BtrfsTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        FilesystemReader.read(
                InputDevice.ofBlocks(input, BLOCKS),
                device -> BtrfsFilesystem.open(device, new DamageList()));
    }
}
