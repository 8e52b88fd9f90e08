package dev.yagura.kernel.linux.content;

import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.Mapping;
import dev.yagura.memory.paging.MappingSweep;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Takes out what is mapped in a range of an address space; goes over tables, not addresses. */
final class VirtualRange {
    private static final int PAGE_BYTES = 4096;

    private final AddressSpace space;
    private final ContentSink sink;

    /** Offset of the next byte that the sink waits for. */
    private long told;

    VirtualRange(AddressSpace space, ContentSink sink) {
        this.space = space;
        this.sink = sink;
    }

    /** Takes out a part, whose end does not wrap around. */
    void read(Content.Part part) throws IOException {
        told = part.offset();
        long end = part.offset() + part.lengthBytes();
        if (part.lengthBytes() == 0) {
            return;
        }
        MappingSweep sweep =
                space.forEachMapping(
                        part.gva(),
                        part.gva() + part.lengthBytes() - 1,
                        mapping -> {
                            read(part, mapping);
                            return true;
                        });
        absentUntil(
                end, sweep.complete() ? "not present" : "page tables are malformed or without end");
    }

    private void read(Content.Part part, Mapping mapping) throws IOException {
        long first = Math.max(0, mapping.gva() - part.gva());
        long last = Math.min(part.lengthBytes(), mapping.gva() + mapping.pageSize() - part.gva());
        absentUntil(part.offset() + first, "not present");
        long at = first;
        while (at < last) {
            int inPage = (int) (PAGE_BYTES - (part.gva() + at) % PAGE_BYTES);
            byte[] bytes = new byte[(int) Math.min(inPage, last - at)];
            long gpa = mapping.gpa() + (part.gva() + at - mapping.gva());
            try {
                space.physical().read(gpa, MemorySegment.ofArray(bytes));
                sink.bytes(part.offset() + at, bytes);
                told = part.offset() + at + bytes.length;
            } catch (MemoryHoleException e) {
                absentUntil(part.offset() + at + bytes.length, String.valueOf(e.getMessage()));
            }
            at += bytes.length;
        }
    }

    private void absentUntil(long offset, String why) throws IOException {
        if (offset > told) {
            sink.absent(told, offset - told, Absence.MISSING, why);
            told = offset;
        }
    }
}
