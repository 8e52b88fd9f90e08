package dev.yagura.storage.block.md;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.block.md.MdSuperblock.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/** Superblocks of version 0.90, as little-endian machines write them. */
final class VersionZero {
    private static final int SIZE = 4096;
    private static final int RESERVED_BYTES = 64 << 10;
    private static final int SYNCED = 1 << 2;
    private static final int FAULTY = 1;
    private static final int MINOR = 90;

    private static final Field F_MAGIC = new Field("md_magic", 0, 4);
    private static final Field F_MAJOR = new Field("major_version", 4, 4);
    private static final Field F_MINOR = new Field("minor_version", 8, 4);
    private static final Field F_UUID0 = new Field("set_uuid0", 20, 4);
    private static final Field F_LEVEL = new Field("level", 28, 4);
    private static final Field F_SIZE = new Field("size", 32, 4);
    private static final Field F_RAID_DISKS = new Field("raid_disks", 40, 4);
    private static final Field F_UUID1 = new Field("set_uuid1", 52, 4);
    private static final Field F_UUID2 = new Field("set_uuid2", 56, 4);
    private static final Field F_UUID3 = new Field("set_uuid3", 60, 4);
    private static final Field F_CHECKSUM = new Field("sb_csum", 152, 4);
    private static final Field F_EVENTS = new Field("events", 156, 8);
    private static final Field F_STATE = new Field("this_disk.state", 3984, 4);

    private VersionZero() {}

    /** Returns the superblock in the last 64 to 128 KiB of a device. */
    static Optional<MdSuperblock> read(BlockDevice device) throws IOException {
        long offset = device.sizeBytes() / RESERVED_BYTES * RESERVED_BYTES - RESERVED_BYTES;
        if (offset < 0) {
            return Optional.empty();
        }
        byte[] bytes = DeviceReads.bytes(MdSuperblock.NAME, device, offset, SIZE);
        Structure sb = Structure.of(MdSuperblock.NAME, bytes);
        if (sb.u32(F_MAGIC) != MdSuperblock.MAGIC
                || sb.u32(F_MAJOR) != 0
                || sb.u32(F_MINOR) != MINOR) {
            return Optional.empty();
        }
        verify(sb, bytes);
        return Optional.of(
                new MdSuperblock(
                        "0.90",
                        new UUID(
                                sb.u32(F_UUID0) << 32 | sb.u32(F_UUID1),
                                sb.u32(F_UUID2) << 32 | sb.u32(F_UUID3)),
                        "",
                        (int) sb.u32(F_LEVEL),
                        sb.u32(F_RAID_DISKS),
                        role(sb),
                        sb.u64(F_EVENTS),
                        0,
                        sb.u32InRange(F_SIZE, 1, offset / 1024) * 1024,
                        ""));
    }

    private static Role role(Structure sb) throws MalformedStructureException {
        long state = sb.u32(F_STATE);
        return (state & SYNCED) != 0 && (state & FAULTY) == 0 ? Role.ACTIVE : Role.SPARE;
    }

    private static void verify(Structure sb, byte[] bytes) throws MalformedStructureException {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long sum = -sb.u32(F_CHECKSUM);
        for (int at = 0; at < SIZE; at += 4) {
            sum += Integer.toUnsignedLong(words.getInt(at));
        }
        MdChecksum.verify(sb, F_CHECKSUM, sum);
    }
}
