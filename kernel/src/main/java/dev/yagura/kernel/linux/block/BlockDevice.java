package dev.yagura.kernel.linux.block;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.fs.DeviceNumber;
import java.util.List;

/**
 * A disk or a partition of one.
 *
 * @param name as in {@code /sys/class/block}
 * @param number as its device file has it
 * @param disk name of the disk that it is a part of; its own of a disk
 * @param partition number of the partition, 0 for a disk
 * @param startSector where in the disk it begins, in sectors of 512 bytes
 * @param sectors how many it has, of 512 bytes
 * @param readOnly whether the kernel refuses to write
 * @param removable whether the disk's medium can be taken out
 * @param holders names of the devices that are made of it
 * @param slaves names of the devices that it is made of
 * @param gva address of its {@code block_device}, before 5.11 of its {@code hd_struct}
 * @param diskGva address of the disk's {@code gendisk}
 * @param driverGva address of what the disk's driver keeps of it
 */
public record BlockDevice(
        String name,
        DeviceNumber number,
        String disk,
        int partition,
        long startSector,
        long sectors,
        boolean readOnly,
        boolean removable,
        List<String> holders,
        List<String> slaves,
        long gva,
        long diskGva,
        long driverGva) {
    /** Copies the lists. */
    public BlockDevice {
        requireNonNull(name, "name");
        requireNonNull(number, "number");
        requireNonNull(disk, "disk");
        holders = List.copyOf(holders);
        slaves = List.copyOf(slaves);
    }

    /** Returns whether it is a disk, not a part of one. */
    public boolean isDisk() {
        return partition == 0;
    }
}
