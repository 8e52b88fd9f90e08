package dev.yagura.kernel.linux.block;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.types.CType;

/** Block devices of a {@link FakeLinux}, with drivers that are parts of its image. */
final class FakeDisks {
    private static final long CLASS = 0xffff_ffff_8200_0000L;
    private static final int MINOR_BITS = 20;
    private static final int DEVICE = 64;

    private final FakeLinux fake;
    private final FakeGuest guest;
    private final long members;

    FakeDisks(FakeLinux fake) {
        this.fake = fake;
        this.guest = fake.guest();
        defineTypes();
        long set = guest.allocate(16);
        long pointer = guest.allocate(8);
        guest.u64(pointer, set)
                .symbol("class_kset", pointer, 'b')
                .symbol("block_class", CLASS, 'D');
        fake.emptyList(set);
        newClass(set, CLASS + 64);
        members = newClass(set, CLASS);
    }

    private long newClass(long set, long address) {
        long found = guest.allocate(64);
        fake.addTail(set, found + 8);
        fake.emptyList(found + 32);
        guest.u64(found + 48, address);
        return found + 32;
    }

    private void defineTypes() {
        CType text = new CType.Pointer(CHAR);
        guest.types()
                .struct(
                        "kobject",
                        32,
                        at(0, "name", text),
                        at(8, "entry", named("list_head")),
                        at(24, "sd", VOID_POINTER))
                .struct("kset", 16, at(0, "list", named("list_head")))
                .struct(
                        "subsys_private",
                        64,
                        at(0, "subsys", anonymous(32, at(0, "kobj", named("kobject")))),
                        at(24, "klist_devices", anonymous(24, at(8, "k_list", named("list_head")))),
                        at(48, "class", VOID_POINTER))
                .struct(
                        "device_private",
                        32,
                        at(0, "knode_class", anonymous(24, at(8, "n_node", named("list_head")))),
                        at(24, "device", VOID_POINTER))
                .struct("device", 40, at(0, "kobj", named("kobject")), at(32, "devt", U32))
                .struct(
                        "block_device",
                        128,
                        at(0, "bd_start_sect", U64),
                        at(8, "bd_nr_sectors", U64),
                        at(16, "bd_disk", VOID_POINTER),
                        at(24, "__bd_flags", anonymous(4, at(0, "counter", S32))),
                        at(32, "bd_holder_dir", VOID_POINTER),
                        at(DEVICE, "bd_device", named("device")))
                .struct(
                        "gendisk",
                        96,
                        at(0, "disk_name", array(CHAR, 32)),
                        at(32, "part0", VOID_POINTER),
                        at(40, "flags", S32),
                        at(48, "state", U64),
                        at(56, "slave_dir", VOID_POINTER),
                        at(64, "private_data", VOID_POINTER))
                .struct("kernfs_elem_dir", 16, at(8, "children", named("rb_root")))
                .struct(
                        "kernfs_node",
                        64,
                        at(0, "name", text),
                        at(8, "rb", named("rb_node")),
                        at(32, "dir", named("kernfs_elem_dir")))
                .struct("loop_device", 16, at(8, "lo_backing_file", VOID_POINTER))
                .struct(
                        "mapped_device",
                        16,
                        at(0, "map", VOID_POINTER),
                        at(8, "interface_ptr", VOID_POINTER))
                .struct("hash_cell", 16, at(0, "name", text), at(8, "uuid", text))
                .struct("dm_table", 16, at(0, "num_targets", U32), at(8, "targets", VOID_POINTER))
                .struct("target_type", 8, at(0, "name", text))
                .struct(
                        "dm_target",
                        32,
                        at(0, "type", pointerTo("target_type")),
                        at(8, "begin", U64),
                        at(16, "len", U64),
                        at(24, "private", VOID_POINTER))
                .struct("dm_dev", 16, at(0, "name", array(CHAR, 16)))
                .struct(
                        "crypt_config",
                        96,
                        at(0, "dev", pointerTo("dm_dev")),
                        at(8, "start", U64),
                        at(16, "cipher_string", text),
                        at(24, "key_string", text),
                        at(32, "iv_offset", U64),
                        at(40, "sector_size", U32),
                        at(44, "key_size", U32),
                        at(48, "key", array(U8, 32)));
    }

    long text(String text) {
        long gva = guest.allocate(text.length() + 1L);
        guest.text(gva, text);
        return gva;
    }

    /** Adds a disk; returns its {@code block_device}. */
    long disk(String name, int major, int minor, long sectors, long driver) {
        long disk = guest.allocate(96);
        long device = device(name, major, minor, 0, sectors, disk);
        guest.text(disk, name).u64(disk + 32, device).u64(disk + 64, driver);
        guest.u64(disk + 56, directory());
        return device;
    }

    /** Adds a partition; returns its {@code block_device}. */
    long partition(long disk, String name, int number, long start, long sectors) {
        int dev = (int) guest.u64(disk + DEVICE + 32);
        long gendisk = guest.u64(disk + 16);
        int minor = dev & ((1 << MINOR_BITS) - 1);
        long device = device(name, dev >>> MINOR_BITS, minor + number, number, sectors, gendisk);
        guest.u64(device, start);
        return device;
    }

    private long device(String name, int major, int minor, int partition, long sectors, long disk) {
        long device = guest.allocate(128);
        guest.u64(device + 8, sectors)
                .u64(device + 16, disk)
                .u32(device + 24, partition)
                .u64(device + 32, directory())
                .u64(device + DEVICE, text(name))
                .u32(device + DEVICE + 32, ((long) major << MINOR_BITS) | minor);
        long member = guest.allocate(32);
        guest.u64(member + 24, device + DEVICE);
        fake.addTail(members, member + 8);
        return device;
    }

    private long directory() {
        long directory = guest.allocate(32);
        guest.u64(directory + 24, guest.allocate(64));
        return directory;
    }

    /** Notes that a disk is made of another device. */
    void hold(long below, String belowName, long holder, String holderName) {
        link(guest.u64(below + 32), holderName);
        link(guest.u64(guest.u64(holder + 16) + 56), belowName);
    }

    private void link(long directory, String name) {
        long node = guest.allocate(64);
        guest.u64(node, text(name)).u64(node + 8, 1);
        guest.u64(guest.u64(directory + 24) + 40, node + 8);
    }

    /** Makes what the device mapper keeps of a disk of one target. */
    long mapped(String name, String uuid, String type, long sectors, long config) {
        long mapped = guest.allocate(16);
        long cell = guest.allocate(16);
        long table = guest.allocate(16);
        long target = guest.allocate(32);
        long kind = guest.allocate(8);
        guest.u64(mapped, table).u64(mapped + 8, cell);
        guest.u64(cell, text(name)).u64(cell + 8, text(uuid));
        guest.u32(table, 1).u64(table + 8, target);
        guest.u64(kind, text(type));
        guest.u64(target, kind).u64(target + 16, sectors).u64(target + 24, config);
        return mapped;
    }

    /** Makes what the target keeps that encrypts; the key is 32 times the letter K. */
    long crypt(String below, long start, String cipher, int keyBytes) {
        long dev = guest.allocate(16);
        long config = guest.allocate(96);
        guest.text(dev, below);
        guest.u64(config, dev).u64(config + 8, start).u64(config + 16, text(cipher));
        guest.u32(config + 40, 512).u32(config + 44, keyBytes).text(config + 48, "K".repeat(32));
        return config;
    }
}
