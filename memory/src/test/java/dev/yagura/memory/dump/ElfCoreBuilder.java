package dev.yagura.memory.dump;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes small ELF64 cores, straight from the System V ABI's tables. */
final class ElfCoreBuilder {
    /** A PT_LOAD: where, how long in memory, and what of it is in the file. */
    record Segment(long gpa, long memoryBytes, MemorySegment bytes) {
        Segment(long gpa, long memoryBytes, byte[] bytes) {
            this(gpa, memoryBytes, MemorySegment.ofArray(bytes));
        }
    }

    private ElfCoreBuilder() {}

    static byte[] core(Segment... segments) {
        int data = 64 + 56 * segments.length;
        int size = data;
        for (Segment segment : segments) {
            size += (int) segment.bytes().byteSize();
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1}).position(16);
        out.putShort((short) 4).putShort((short) 62).putInt(1).putLong(0).putLong(64).putLong(0);
        out.putInt(0).putShort((short) 64).putShort((short) 56);
        out.putShort((short) segments.length).position(64);
        for (Segment segment : segments) {
            out.putInt(1).putInt(7).putLong(data).putLong(0).putLong(segment.gpa());
            out.putLong(segment.bytes().byteSize()).putLong(segment.memoryBytes()).putLong(0);
            data += (int) segment.bytes().byteSize();
        }
        for (Segment segment : segments) {
            out.put(segment.bytes().asByteBuffer());
        }
        return out.array();
    }
}
