package dev.yagura.fuzz;

import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.xfs.XfsFilesystem;

/** Opens blocks of an xfs filesystem, each at its place, replays its log and reads its files. */
public final class XfsTarget {
    /** As many as the smallest filesystem that mkfs.xfs makes has: 16 MiB. */
    private static final int BLOCKS = 4096;

    private XfsTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        FilesystemReader.read(
                InputDevice.ofBlocks(input, BLOCKS),
                device -> XfsFilesystem.open(device, new DamageList()));
    }
}
