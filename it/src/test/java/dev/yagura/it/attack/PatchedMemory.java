package dev.yagura.it.attack;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A dump with some bytes changed; the dump itself stays as it is. */
final class PatchedMemory implements PhysicalMemory {
    private final PhysicalMemory below;
    private final Map<Long, Byte> patches = new ConcurrentHashMap<>();

    PatchedMemory(PhysicalMemory below) {
        this.below = below;
    }

    void put(long gpa, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            patches.put(gpa + i, bytes[i]);
        }
    }

    void putU64(long gpa, long value) {
        put(gpa, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    void putU32(long gpa, int value) {
        put(gpa, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    /** Reads a 64-bit value with the changes in it. */
    long u64(long gpa) throws IOException {
        byte[] bytes = new byte[8];
        read(gpa, MemorySegment.ofArray(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Takes all changes back. */
    void undo() {
        patches.clear();
    }

    @Override
    public List<GpaRange> ranges() {
        return below.ranges();
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        below.read(gpa, destination);
        patches.forEach((at, value) -> {
            if (at >= gpa && at < gpa + destination.byteSize()) {
                destination.set(ValueLayout.JAVA_BYTE, at - gpa, value);
            }
        });
    }

    @Override
    public void close() throws IOException {
        below.close();
    }
}
