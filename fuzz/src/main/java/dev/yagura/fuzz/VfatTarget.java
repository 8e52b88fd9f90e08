package dev.yagura.fuzz;

import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.vfat.VfatFilesystem;

/** Opens the input as a FAT filesystem, and reads its files. */
public final class VfatTarget {
    private VfatTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        FilesystemReader.read(
                InputDevice.of(input), device -> VfatFilesystem.open(device, new DamageList()));
    }
}
