package dev.yagura.storage.io;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * CRC-32C as ext4 and its journal use it: it starts from a value that stands for the filesystem,
 * and its result is not inverted.
 *
 * <p>The JDK's CRC-32C, which the CPU does, always starts from all ones. But there are four bytes
 * that lead from there to any value, and those are put before the data.
 */
public final class SeededCrc32c {
    private static final int POLYNOMIAL = 0x82F63B78; // reflected

    private final CRC32C crc = new CRC32C();

    /** Starts from {@code seed}. */
    public SeededCrc32c(int seed) {
        int state = seed;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            state = state < 0 ? ((state ^ POLYNOMIAL) << 1) | 1 : state << 1;
        }
        le32(~state);
    }

    /** Returns the checksum of {@code bytes} from {@code seed} on. */
    public static int of(int seed, byte[] bytes) {
        return new SeededCrc32c(seed).add(MemorySegment.ofArray(bytes)).value();
    }

    /** Adds bytes. */
    public SeededCrc32c add(MemorySegment bytes) {
        crc.update(bytes.asByteBuffer());
        return this;
    }

    /** Adds some of {@code bytes}, from {@code from} to before {@code to}. */
    public SeededCrc32c add(MemorySegment bytes, long from, long to) {
        return add(bytes.asSlice(from, to - from));
    }

    /** Adds a number of 32 bits, little-endian. */
    public SeededCrc32c le32(int value) {
        crc.update(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip());
        return this;
    }

    /** Adds a number of 32 bits, big-endian. */
    public SeededCrc32c be32(int value) {
        crc.update(ByteBuffer.allocate(4).putInt(value).flip());
        return this;
    }

    /** Adds a number of 64 bits, little-endian. */
    public SeededCrc32c le64(long value) {
        crc.update(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).flip());
        return this;
    }

    /** Adds bytes that count as zero, whatever is in them. */
    public SeededCrc32c zeros(int length) {
        crc.update(new byte[length]);
        return this;
    }

    /** Returns the checksum of what was added. */
    public int value() {
        return ~(int) crc.getValue();
    }
}
