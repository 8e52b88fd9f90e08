package dev.yagura.storage.block;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What parsers of on-disk structures do with a device: copy a bounded piece, then look at it. */
public final class DeviceReads {
    private DeviceReads() {}

    /**
     * Copies bytes of a device.
     *
     * @param name how messages call what is read
     * @param offset first byte; any value, as it may come from the disk
     * @param lengthBytes how many, at least 0; the caller has bounded it
     * @throws MalformedStructureException if the range is not inside the device
     * @throws IOException if the device fails
     */
    public static byte[] bytes(String name, BlockDevice device, long offset, int lengthBytes)
            throws IOException {
        requireInside(name, device.sizeBytes(), offset, lengthBytes);
        byte[] bytes = new byte[lengthBytes];
        if (lengthBytes > 0) {
            device.read(offset, MemorySegment.ofArray(bytes));
        }
        return bytes;
    }

    /** Copies a structure of a device, as {@link #bytes} does. */
    public static Structure structure(String name, BlockDevice device, long offset, int lengthBytes)
            throws IOException {
        return Structure.of(name, bytes(name, device, offset, lengthBytes));
    }

    /**
     * Requires {@code [offset, offset + length)} to lie inside a device.
     *
     * @param name how the message calls what is read
     * @throws MalformedStructureException with {@link Reason#TRUNCATED} if it does not
     */
    public static void requireInside(String name, long sizeBytes, long offset, long lengthBytes)
            throws MalformedStructureException {
        if (offset < 0 || lengthBytes < 0 || offset > sizeBytes - lengthBytes) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    name,
                    "range",
                    offset,
                    "is %s bytes long, expected an end within %d"
                            .formatted(Long.toUnsignedString(lengthBytes), sizeBytes));
        }
    }
}
