package dev.yagura.kernel.linux.code.sites;

import java.nio.ByteBuffer;

/**
 * A table of places: entries of one size, many of them with addresses relative to themselves.
 *
 * @param gva address of the first entry
 * @param bytes little-endian
 * @param entryBytes at least 1
 */
record SiteTable(long gva, ByteBuffer bytes, int entryBytes) {
    /** Returns how many whole entries there are. */
    int count() {
        return bytes.limit() / entryBytes;
    }

    /** Returns an address that is kept as a distance from where it is kept, 32 bits. */
    long relative(int entry, int offset) {
        int at = entry * entryBytes + offset;
        return gva + at + bytes.getInt(at);
    }

    /** Returns an address that is kept as a distance from where it is kept, 64 bits. */
    long relative64(int entry, int offset) {
        return gva + (long) entry * entryBytes + offset + u64(entry, offset);
    }

    /** Returns a 32-bit value. */
    int s32(int entry, int offset) {
        return bytes.getInt(entry * entryBytes + offset);
    }

    /** Returns a 64-bit value. */
    long u64(int entry, int offset) {
        return bytes.getLong(entry * entryBytes + offset);
    }

    /** Returns an unsigned byte. */
    int u8(int entry, int offset) {
        return Byte.toUnsignedInt(bytes.get(entry * entryBytes + offset));
    }
}
