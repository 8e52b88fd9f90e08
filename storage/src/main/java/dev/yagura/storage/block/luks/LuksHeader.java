package dev.yagura.storage.block.luks;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.util.Arrays;

/** Finds and reads the header of a volume, of whichever version. */
public final class LuksHeader {
    static final byte[] MAGIC = {'L', 'U', 'K', 'S', (byte) 0xBA, (byte) 0xBE};

    private static final Field VERSION = new Field("version", 6, 2);
    private static final Field MAGIC_FIELD = new Field("magic", 0, 6);

    private LuksHeader() {}

    /**
     * Tells whether a device starts with a header.
     *
     * <p>A volume of version 2 whose first header is overwritten is not told by this: its second
     * header is where any file of an unencrypted filesystem may be. Ask {@link #isBackupPresent}
     * for that, once nothing else was found on the device.
     *
     * @throws IOException if the device fails
     */
    public static boolean isPresent(BlockDevice device) throws IOException {
        return device.sizeBytes() >= MAGIC.length
                && Arrays.equals(DeviceReads.bytes("luks", device, 0, MAGIC.length), MAGIC);
    }

    /**
     * Tells whether a device has a sound second header of version 2 at one of its nine places.
     *
     * @throws IOException if the device fails
     */
    public static boolean isBackupPresent(BlockDevice device) throws IOException {
        return Luks2Headers.findSecondary(device).isPresent();
    }

    /**
     * Reads what a volume says about itself.
     *
     * @param device the device with the header: that of the volume unless the header is detached
     * @throws MalformedStructureException if there is no header, or it is damaged, or says what
     *     this reader does not know; that is named
     * @throws IOException if the device fails
     */
    public static LuksInfo read(BlockDevice device) throws IOException {
        return metadata(device).info();
    }

    static LuksMetadata metadata(BlockDevice device) throws IOException {
        if (!isPresent(device)) {
            return Luks2Headers.ofBackup(device);
        }
        Structure start =
                DeviceReads.structure(
                        "luks header",
                        device,
                        0,
                        (int) Math.min(Luks1Header.SIZE, device.sizeBytes()));
        int version = start.u16be(VERSION);
        return switch (version) {
            case 1 -> Luks1Header.parse(start);
            case 2 -> Luks2Headers.read(device);
            default ->
                    throw start.malformed(
                            Reason.UNSUPPORTED,
                            VERSION,
                            "is %d, expected 1 or 2".formatted(version));
        };
    }

    static MalformedStructureException notPresent(BlockDevice device) throws IOException {
        int length = (int) Math.min(MAGIC.length, device.sizeBytes());
        Structure start = DeviceReads.structure("luks header", device, 0, length);
        return start.malformed(
                length < MAGIC.length ? Reason.TRUNCATED : Reason.BAD_MAGIC,
                MAGIC_FIELD,
                "is missing, expected \"LUKS\" 0xba 0xbe");
    }
}
