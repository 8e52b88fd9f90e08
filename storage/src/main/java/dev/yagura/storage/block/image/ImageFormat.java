package dev.yagura.storage.block.image;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;

/**
 * What wraps a disk, told from its first bytes; never from a file's name.
 *
 * <p>The first bytes of a raw disk are the guest's to choose, and so is what {@link #detect} sees
 * in them. Where it is known that an image is raw, do not ask.
 */
public enum ImageFormat {
    /** No wrapping: the bytes are the disk's. */
    RAW,
    /** QEMU's copy-on-write format, version 2 or 3. */
    QCOW2,
    /** An encrypted volume with its header in front, version 1 or 2. */
    LUKS;

    private static final byte[] QCOW2_MAGIC = {'Q', 'F', 'I', (byte) 0xFB};
    private static final byte[] LUKS_MAGIC = {'L', 'U', 'K', 'S', (byte) 0xBA, (byte) 0xBE};

    /**
     * Tells a device's format.
     *
     * @throws IOException if the device fails
     */
    public static ImageFormat detect(BlockDevice device) throws IOException {
        int length = (int) Math.min(LUKS_MAGIC.length, device.sizeBytes());
        byte[] start = DeviceReads.bytes("image", device, 0, length);
        if (startsWith(start, QCOW2_MAGIC)) {
            return QCOW2;
        }
        return startsWith(start, LUKS_MAGIC) ? LUKS : RAW;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
