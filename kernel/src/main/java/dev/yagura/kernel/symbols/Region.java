package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;

/**
 * A copied piece of the kernel's memory, little-endian, addressed by offset.
 *
 * <p>Numbers are put together from bytes by hand: this is read in long loops by a JVM that has just
 * started, and its interpreter is slow with variable handles.
 */
final class Region {
    private final byte[] bytes;
    private final long gva;

    /** Takes over {@code bytes}, which begin at {@code gva}. */
    Region(byte[] bytes, long gva) {
        this.bytes = bytes;
        this.gva = gva;
    }

    int size() {
        return bytes.length;
    }

    /** Returns the address of the byte at {@code offset}. */
    long gva(int offset) {
        return gva + offset;
    }

    byte[] raw() {
        return bytes;
    }

    int u16(int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    int i32(int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | (bytes[at + 3] << 24);
    }

    long u64(int at) {
        return (i32(at) & 0xFFFF_FFFFL) | ((long) i32(at + 4) << 32);
    }

    /** Copies part of the region, or says that {@code structure} is cut off. */
    byte[] copy(String structure, long from, long length) throws MalformedStructureException {
        require(structure, from, length);
        return Arrays.copyOfRange(bytes, (int) from, (int) (from + length));
    }

    /** Refuses a structure that does not lie in the region whole. */
    void require(String structure, long from, long length) throws MalformedStructureException {
        if (from < 0 || length < 0 || from > bytes.length - length) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    structure,
                    "table",
                    from,
                    "is " + length + " bytes long, expected to end in a region of " + bytes.length);
        }
    }
}
