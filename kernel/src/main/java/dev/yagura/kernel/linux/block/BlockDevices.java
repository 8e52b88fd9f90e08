package dev.yagura.kernel.linux.block;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.block.BlockStructs.Device;
import dev.yagura.kernel.linux.block.BlockStructs.DeviceClass;
import dev.yagura.kernel.linux.block.BlockStructs.Directory;
import dev.yagura.kernel.linux.block.BlockStructs.Disk;
import dev.yagura.kernel.linux.block.BlockStructs.Member;
import dev.yagura.kernel.linux.block.BlockStructs.Name;
import dev.yagura.kernel.linux.block.BlockStructs.Partition;
import dev.yagura.kernel.linux.fs.DeviceNumber;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists disks and partitions, as {@code /sys/class/block} does; {@code block/genhd.c}. */
public final class BlockDevices {
    private static final int SECTOR_BITS = 9;

    /** Below are numbers of partitions, since 6.10; {@code include/linux/blk_types.h}. */
    private static final int PARTITION_MASK = 0xFF;

    /** {@code BD_READ_ONLY}. */
    private static final int READ_ONLY = 1 << 8;

    /** {@code GD_READ_ONLY}, a bit of {@code gendisk.state} since 5.12. */
    private static final long DISK_READ_ONLY = 1 << 1;

    /** {@code GENHD_FL_REMOVABLE}; include/linux/blkdev.h. */
    private static final int REMOVABLE = 1;

    private final Linux linux;
    private final StructViews views;
    private final Partial.Collector<BlockDevice> found = Partial.collector();

    private BlockDevices(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns the devices.
     *
     * @throws IOException if this kernel has no class of block devices, or the memory source fails
     */
    public static Partial<BlockDevice> list(Linux linux) throws IOException {
        BlockDevices devices = new BlockDevices(linux);
        boolean older = linux.views().has("hd_struct", "__dev");
        for (long device : devices.members(Symbols.require(linux.kernel(), "block_class"))) {
            devices.found.add(
                    "block device at 0x%x".formatted(device),
                    () -> older ? devices.older(device) : devices.newer(device));
        }
        return devices.found.done();
    }

    /** Returns the addresses of the {@code struct device}s of a class. */
    private List<Long> members(long classGva) throws IOException {
        long set = linux.kernel().memory().u64(Symbols.require(linux.kernel(), "class_kset"));
        Walk<DeviceClass> classes =
                linux.walks()
                        .list(
                                set + views.offsetOf("kset", "list"),
                                DeviceClass.class,
                                "subsys.kobj.entry");
        found.check(classes);
        List<Long> devices = new ArrayList<>();
        boolean known = false;
        for (DeviceClass each : classes.items()) {
            if (each.classGva() == classGva) {
                known = true;
                long head = each.gva() + views.offsetOf("subsys_private", "klist_devices.k_list");
                Walk<Member> members = linux.walks().list(head, Member.class, "knode_class.n_node");
                found.check(members);
                members.items().forEach(member -> devices.add(member.deviceGva()));
            }
        }
        if (!known) {
            found.missing(
                    "class_kset at 0x%x".formatted(set),
                    "has no class at 0x%x, expected block_class".formatted(classGva));
        }
        return devices;
    }

    private BlockDevice newer(long deviceGva) throws IOException {
        Device device =
                views.at(Device.class, deviceGva - views.offsetOf("block_device", "bd_device"));
        Disk disk = views.at(Disk.class, device.diskGva());
        int flags = device.flags().orElse(0);
        long whole = linux.kernel().memory().u64(disk.gva() + views.offsetOf("gendisk", "part0"));
        boolean readOnly =
                isReadOnly(device)
                        || (disk.state().orElse(0) & DISK_READ_ONLY) != 0
                        || isReadOnly(views.at(Device.class, whole));
        return device(
                device.name().orElse(""),
                device.number(),
                disk,
                device.partition().orElse(flags & PARTITION_MASK),
                device.start(),
                device.sectors().orElse(device.bytes().orElse(0) >>> SECTOR_BITS),
                readOnly,
                device.holdersGva().orElse(0),
                device.gva());
    }

    private static boolean isReadOnly(Device device) {
        return (device.readOnly().orElse(0) & 1) != 0
                || (device.flags().orElse(0) & READ_ONLY) != 0;
    }

    private BlockDevice older(long deviceGva) throws IOException {
        long inPartition = views.offsetOf("hd_struct", "__dev");
        Partition device = views.at(Partition.class, deviceGva - inPartition);
        boolean part = device.partition() != 0;
        long whole = (part ? device.parentGva() : deviceGva) - inPartition;
        Disk disk = views.at(Disk.class, whole - views.offsetOf("gendisk", "part0"));
        return device(
                device.name().orElse(""),
                device.number(),
                disk,
                device.partition(),
                device.start(),
                device.sectors(),
                device.readOnly() != 0,
                device.holdersGva(),
                device.gva());
    }

    private BlockDevice device(
            String name,
            int number,
            Disk disk,
            int partition,
            long start,
            long sectors,
            boolean readOnly,
            long holdersGva,
            long gva)
            throws IOException {
        return new BlockDevice(
                name,
                DeviceNumber.of(number),
                disk.name(),
                partition,
                start,
                sectors,
                readOnly,
                (disk.flags() & REMOVABLE) != 0,
                names("holders of " + name, holdersGva),
                partition == 0 ? names("slaves of " + name, disk.slavesGva()) : List.of(),
                gva,
                disk.gva(),
                disk.driverGva());
    }

    /** Returns the names in a directory of sysfs: the kernel has a link there for each. */
    private List<String> names(String what, long directoryGva) throws IOException {
        if (directoryGva == 0) {
            return List.of();
        }
        long node = views.at(Directory.class, directoryGva).nodeGva();
        if (node == 0) {
            return List.of();
        }
        Walk<Name> entries =
                linux.walks()
                        .tree(
                                node + views.offsetOf("kernfs_node", "dir.children"),
                                Name.class,
                                "rb");
        found.check(entries);
        Partial.Collector<String> names = Partial.collector();
        for (Name entry : entries.items()) {
            names.add(what, entry::name);
        }
        Partial<String> read = names.done();
        read.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        return read.items().stream().sorted().toList();
    }
}
