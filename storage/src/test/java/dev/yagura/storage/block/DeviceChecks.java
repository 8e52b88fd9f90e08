package dev.yagura.storage.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Compares a device with the bytes it must have. */
public final class DeviceChecks {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int READS = 200;
    private static final int MAX_READ_BYTES = 70_000;

    private DeviceChecks() {}

    /** Reads everything in order, then pieces of any size at any place, alone and in batches. */
    public static void assertSame(BlockDevice device, BlockDevice expected) throws IOException {
        assertThat(device.sizeBytes()).isEqualTo(expected.sizeBytes());
        long size = expected.sizeBytes();
        for (long at = 0; at < size; at += CHUNK_BYTES) {
            assertSame(device, expected, at, (int) Math.min(CHUNK_BYTES, size - at));
        }
        Random random = new Random(4);
        for (int i = 0; i < READS; i++) {
            int length = (int) Math.min(size, 1 + random.nextInt(MAX_READ_BYTES));
            assertSame(device, expected, random.nextLong(size - length + 1), length);
        }
        assertSameBatch(device, expected, random);
    }

    private static void assertSameBatch(BlockDevice device, BlockDevice expected, Random random)
            throws IOException {
        List<BlockDevice.Read> reads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int length = (int) Math.min(expected.sizeBytes(), 1 + random.nextInt(5000));
            long at = random.nextLong(expected.sizeBytes() - length + 1);
            reads.add(new BlockDevice.Read(at, MemorySegment.ofArray(new byte[length])));
        }
        device.readBatch(reads);
        for (BlockDevice.Read read : reads) {
            byte[] right = bytes(expected, read.offset(), (int) read.destination().byteSize());
            assertThat(read.destination().toArray(JAVA_BYTE))
                    .as("batched at %d", read.offset())
                    .isEqualTo(right);
        }
    }

    private static void assertSame(BlockDevice device, BlockDevice expected, long at, int length)
            throws IOException {
        byte[] right = bytes(expected, at, length);
        assertThat(bytes(device, at, length)).as("%d bytes at %d", length, at).isEqualTo(right);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment offHeap = arena.allocate(length);
            device.read(at, offHeap);
            assertThat(offHeap.mismatch(MemorySegment.ofArray(right))).isEqualTo(-1);
        }
    }

    /** Reads some bytes. */
    public static byte[] bytes(BlockDevice device, long at, int length) throws IOException {
        return DeviceReads.bytes("test", device, at, length);
    }

    /** Returns a device of {@code size} bytes that look like nothing. */
    public static BlockDevice random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return new SegmentDevice(MemorySegment.ofArray(bytes));
    }
}
