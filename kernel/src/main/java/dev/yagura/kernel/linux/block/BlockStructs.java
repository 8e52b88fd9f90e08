package dev.yagura.kernel.linux.block;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Structures of the block layer and of the classes of devices. */
final class BlockStructs {
    private BlockStructs() {}

    /** A class of devices; {@code drivers/base/base.h}. */
    @KernelStruct("subsys_private")
    interface DeviceClass extends StructView {
        @KernelField("class")
        long classGva();
    }

    /** A device of a class. */
    @KernelStruct("device_private")
    interface Member extends StructView {
        @KernelField("device")
        long deviceGva();
    }

    /** A disk or partition; {@code include/linux/blk_types.h}, since 5.11. */
    @KernelStruct("block_device")
    interface Device extends StructView {
        @KernelField("bd_device.kobj.name")
        Optional<String> name() throws IOException;

        @KernelField("bd_device.devt")
        int number();

        @KernelField("bd_start_sect")
        long start();

        /** Returns its size, since 5.16. */
        @KernelField("bd_nr_sectors")
        OptionalLong sectors();

        /** Returns its size in bytes, before that. */
        @KernelField("bd_inode->i_size")
        OptionalLong bytes() throws IOException;

        /** Returns the partition's number and, above, {@code BD_*} bits; since 6.10. */
        @KernelField("__bd_flags.counter")
        OptionalInt flags();

        @KernelField("bd_partno")
        OptionalInt partition();

        @KernelField("bd_read_only")
        OptionalInt readOnly();

        @KernelField("bd_disk")
        long diskGva();

        @KernelField("bd_holder_dir")
        OptionalLong holdersGva();
    }

    /** The same before 5.11; {@code include/linux/genhd.h}. */
    @KernelStruct("hd_struct")
    interface Partition extends StructView {
        @KernelField("__dev.kobj.name")
        Optional<String> name() throws IOException;

        @KernelField("__dev.devt")
        int number();

        @KernelField("__dev.parent")
        long parentGva();

        @KernelField("start_sect")
        long start();

        @KernelField("nr_sects")
        long sectors();

        @KernelField("policy")
        int readOnly();

        @KernelField("partno")
        int partition();

        @KernelField("holder_dir")
        long holdersGva();
    }

    /** A disk; {@code include/linux/blkdev.h}. */
    @KernelStruct("gendisk")
    interface Disk extends StructView {
        @KernelField("disk_name")
        String name();

        int flags();

        OptionalLong state();

        @KernelField("slave_dir")
        long slavesGva();

        @KernelField("private_data")
        long driverGva();
    }

    /** A directory of sysfs. */
    @KernelStruct("kobject")
    interface Directory extends StructView {
        @KernelField("sd")
        long nodeGva();
    }

    /** A name in a directory; {@code include/linux/kernfs.h}. */
    @KernelStruct("kernfs_node")
    interface Name extends StructView {
        String name() throws IOException;
    }
}
