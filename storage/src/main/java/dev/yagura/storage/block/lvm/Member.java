package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import java.util.List;

/**
 * A device with a sound label.
 *
 * @param index among the devices that were given
 * @param label what the label says
 * @param damage what is wrong with copies of the metadata there
 */
record Member(
        int index,
        BlockDevice device,
        PhysicalVolume label,
        List<MalformedStructureException> damage) {}
