package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.lvm.LogicalVolume;
import dev.yagura.storage.block.lvm.VolumeGroup;
import dev.yagura.storage.block.md.MdArray;
import dev.yagura.storage.block.partition.Partition;
import dev.yagura.storage.block.partition.PartitionTable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for partitions, MD arrays and LVM groups on a disk of the input.
 *
 * <p>The first byte says what the rest is: blocks of the disk, the text of a group, or a superblock
 * of an array. The latter two get the checksums they need.
 */
public final class VolumesTarget {
    private static final int DISK_BLOCKS = 256;
    private static final int MAX_PARTITIONS = 8;

    private VolumesTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        InputDevice disk =
                switch (input[0] & 3) {
                    case 0 -> InputDevice.ofBlocks(rest, DISK_BLOCKS);
                    case 1 -> SoundVolumes.groupOf(rest);
                    default -> SoundVolumes.arrayOf(rest);
                };
        try {
            List<BlockDevice> devices = new ArrayList<>(List.of(disk));
            devices.addAll(partitions(disk));
            MdArray.assemble(devices).whole().forEach(VolumesTarget::read);
            for (VolumeGroup group : VolumeGroup.assemble(devices).whole()) {
                for (LogicalVolume volume : group.volumes()) {
                    if (volume.refusal().isEmpty()) {
                        readEnds(volume.device());
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError("what is on a disk in memory was laid out and not read", e);
        }
    }

    private static List<BlockDevice> partitions(BlockDevice disk) throws IOException {
        List<BlockDevice> devices = new ArrayList<>();
        try {
            PartitionTable table = PartitionTable.read(disk).orElse(null);
            if (table == null) {
                return devices;
            }
            for (Partition partition : table.partitions()) {
                BlockDevice device = table.device(partition);
                readEnds(device);
                if (devices.size() < MAX_PARTITIONS) {
                    devices.add(device);
                }
            }
        } catch (MalformedStructureException e) {
            // What a reader is to say of such a table.
        }
        return devices;
    }

    private static void read(MdArray array) {
        try {
            readEnds(array.device());
        } catch (MalformedStructureException e) {
            // What a reader is to say of such an array.
        } catch (IOException e) {
            throw new AssertionError("a device in memory cannot fail to be read", e);
        }
    }

    /** What was laid out is all there. */
    private static void readEnds(BlockDevice device) throws IOException {
        long size = device.sizeBytes();
        Invariant.check(size >= 0, "size " + size);
        if (size > 0) {
            device.read(0, MemorySegment.ofArray(new byte[1]));
            device.read(size - 1, MemorySegment.ofArray(new byte[1]));
        }
    }
}
