package dev.yagura.storage.block.md;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** Superblocks of version 1, little-endian. */
final class VersionOne {
    private static final int SIZE = 4096;
    private static final int SECTOR_BYTES = 512;
    private static final int ROLES_OFFSET = 256;
    private static final int MAX_DEVICES = (SIZE - ROLES_OFFSET) / 2;
    private static final long MAX_SECTORS = 1L << 53;
    private static final int FIRST_ROLE_OF_NONE = 0xFFFD; // journal, faulty, spare

    private static final long RECOVERY_OFFSET = 1L << 1;
    private static final long RESHAPE = 1L << 2;
    private static final long KNOWN_FEATURES = (1L << 13) - 1;

    private static final Field F_MAGIC = new Field("magic", 0, 4);
    private static final Field F_MAJOR = new Field("major_version", 4, 4);
    private static final Field F_FEATURES = new Field("feature_map", 8, 4);
    private static final Field F_UUID = new Field("set_uuid", 16, 16);
    private static final Field F_NAME = new Field("set_name", 32, 32);
    private static final Field F_LEVEL = new Field("level", 72, 4);
    private static final Field F_SIZE = new Field("size", 80, 8);
    private static final Field F_RAID_DISKS = new Field("raid_disks", 92, 4);
    private static final Field F_DATA_OFFSET = new Field("data_offset", 128, 8);
    private static final Field F_DATA_SIZE = new Field("data_size", 136, 8);
    private static final Field F_SUPER_OFFSET = new Field("super_offset", 144, 8);
    private static final Field F_DEV_NUMBER = new Field("dev_number", 160, 4);
    private static final Field F_EVENTS = new Field("events", 200, 8);
    private static final Field F_CHECKSUM = new Field("sb_csum", 216, 4);
    private static final Field F_MAX_DEV = new Field("max_dev", 220, 4);

    private VersionOne() {}

    static Optional<MdSuperblock> read(BlockDevice device, VersionOnePlace place)
            throws IOException {
        long offset = place.offset(device);
        if (offset < 0 || offset > device.sizeBytes() - SIZE) {
            return Optional.empty();
        }
        byte[] bytes = DeviceReads.bytes(MdSuperblock.NAME, device, offset, SIZE);
        Structure sb = Structure.of(MdSuperblock.NAME, bytes);
        if (sb.u32(F_MAGIC) != MdSuperblock.MAGIC || sb.u32(F_MAJOR) != 1) {
            return Optional.empty();
        }
        int devices = (int) sb.u32InRange(F_MAX_DEV, 0, MAX_DEVICES);
        verify(sb, bytes, ROLES_OFFSET + 2 * devices);
        if (sb.u64(F_SUPER_OFFSET) != offset / SECTOR_BYTES) {
            return Optional.empty(); // of a device that starts or ends elsewhere
        }
        ByteBuffer uuid = ByteBuffer.wrap(sb.copy(F_UUID));
        long features = sb.u32(F_FEATURES);
        long dataSize = sb.u64InRange(F_DATA_SIZE, 0, MAX_SECTORS);
        return Optional.of(
                new MdSuperblock(
                        place.version(),
                        new UUID(uuid.getLong(), uuid.getLong()),
                        untilNul(sb.copy(F_NAME)),
                        (int) sb.u32(F_LEVEL),
                        sb.u32(F_RAID_DISKS),
                        role(sb, devices, features),
                        sb.u64(F_EVENTS),
                        sb.u64InRange(F_DATA_OFFSET, 0, MAX_SECTORS) * SECTOR_BYTES,
                        sb.u64InRange(F_SIZE, 1, dataSize) * SECTOR_BYTES,
                        refusal(features)));
    }

    private static Role role(Structure sb, int devices, long features)
            throws MalformedStructureException {
        long number = sb.u32(F_DEV_NUMBER);
        if (number >= devices) {
            return Role.SPARE;
        }
        int role = sb.u16(new Field("dev_roles", ROLES_OFFSET + 2 * number, 2));
        if (role >= FIRST_ROLE_OF_NONE) {
            return Role.SPARE;
        }
        return (features & RECOVERY_OFFSET) != 0 ? Role.RECOVERING : Role.ACTIVE;
    }

    private static String refusal(long features) {
        if ((features & ~KNOWN_FEATURES) != 0) {
            return "needs 0x%x, which is not read".formatted(features & ~KNOWN_FEATURES);
        }
        return (features & RESHAPE) != 0 ? "has RESHAPE_ACTIVE, which is not read" : "";
    }

    /** The sum of all words, with the checksum itself as zero, and what overflows added again. */
    private static void verify(Structure sb, byte[] bytes, int length)
            throws MalformedStructureException {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long sum = -sb.u32(F_CHECKSUM);
        for (int at = 0; at + 4 <= length; at += 4) {
            sum += Integer.toUnsignedLong(words.getInt(at));
        }
        if (length % 4 == 2) {
            sum += Short.toUnsignedLong(words.getShort(length - 2));
        }
        MdChecksum.verify(sb, F_CHECKSUM, sum);
    }

    private static String untilNul(byte[] padded) {
        String text = new String(padded, UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
