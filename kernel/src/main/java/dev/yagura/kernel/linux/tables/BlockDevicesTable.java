package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.block.BlockDevice;
import dev.yagura.kernel.linux.block.BlockDevices;
import dev.yagura.kernel.linux.block.LoopDevices;
import dev.yagura.kernel.linux.block.MappedDevice;
import dev.yagura.kernel.linux.block.MappedDevices;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Disks and partitions. */
final class BlockDevicesTable {
    private static final int SECTOR_BYTES = 512;

    private BlockDevicesTable() {}

    /** A device, and what is known of its driver's. */
    private record Listed(BlockDevice device, String file, Optional<MappedDevice> mapped) {
        @Override
        public String toString() {
            return "block device " + device.name();
        }
    }

    static GuestTable table() {
        return Columns.<Listed>of()
                .text("name", "as in /sys/class/block", l -> l.device.name())
                .text("device", "major and minor number", l -> l.device.number().toString())
                .text("type", "disk, partition, loop or mapped", BlockDevicesTable::type)
                .number("size", "in bytes", l -> l.device.sectors() * SECTOR_BYTES)
                .flag("readOnly", "whether the kernel refuses to write", l -> l.device.readOnly())
                .list("holders", "devices that are made of it", l -> l.device.holders())
                .list("slaves", "devices that it is made of", l -> l.device.slaves())
                .text(
                        "file",
                        "that stands for a loop device",
                        l -> l.file.isEmpty() ? null : l.file)
                .text("mapper", "name in /dev/mapper", l -> mapped(l, MappedDevice::name))
                .more()
                .text(
                        "uuid",
                        "that the mapped device was given",
                        l -> mapped(l, MappedDevice::uuid))
                .list(
                        "targets",
                        "how sectors of a mapped device are made, in their order",
                        l ->
                                l.mapped
                                        .map(m ->
                                                m.targets().stream()
                                                        .map(MappedDevice.Target::type)
                                                        .toList())
                                        .orElse(null))
                .text("disk", "the disk that it is a part of", l -> l.device.disk())
                .number("partition", "its number, 0 for a disk", l -> l.device.partition())
                .number(
                        "start",
                        "where in the disk it begins, in bytes",
                        l -> l.device.startSector() * SECTOR_BYTES)
                .flag("removable", "whether its medium can be taken out", l -> l.device.removable())
                .hex("gendisk", "its disk's gendisk", l -> l.device.diskGva())
                .hex("blockDevice", "its block_device; hd_struct before 5.11", l -> l.device.gva())
                .table(
                        "block-devices",
                        "disks and partitions, and what they are made of",
                        BlockDevicesTable::list);
    }

    private static String type(Listed listed) {
        if (!listed.device.isDisk()) {
            return "partition";
        }
        if (LoopDevices.isLoop(listed.device)) {
            return "loop";
        }
        return MappedDevices.isMapped(listed.device) ? "mapped" : "disk";
    }

    private interface Text {
        String of(MappedDevice device);
    }

    private static @Nullable String mapped(Listed listed, Text text) {
        return listed.mapped.map(text::of).orElse(null);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        LoopDevices loops = new LoopDevices(context.linux());
        MappedDevices mapped = new MappedDevices(context.linux());
        Partial<BlockDevice> devices = BlockDevices.list(context.linux());
        for (BlockDevice device : devices.items()) {
            Partial.Collector<String> file = Partial.collector();
            file.part(
                    "file of " + device.name(),
                    () -> loops.file(device).ifPresent(path -> file.add(path.name())));
            Partial.Collector<MappedDevice> of = Partial.collector();
            if (MappedDevices.isMapped(device)) {
                of.part(
                        "targets of " + device.name(),
                        () -> {
                            mapped.of(device).ifPresent(of::add);
                            if (of.done().items().isEmpty()) {
                                of.missing("targets of " + device.name(), MappedDevices.UNKNOWN);
                            }
                        });
            }
            file.done().missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
            of.done().missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
            rows.add(
                    new Listed(
                            device,
                            String.join("", file.done().items()),
                            of.done().items().stream().findFirst()));
        }
        devices.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
