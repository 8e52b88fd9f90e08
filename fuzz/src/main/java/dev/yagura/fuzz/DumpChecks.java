package dev.yagura.fuzz;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.dump.Dump;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What must hold of any dump that opens, whatever its headers say. */
final class DumpChecks {
    private static final long MAX_GPA = 1L << 52;

    private DumpChecks() {}

    /** Checks that the ranges are in order and that each can be read from end to end. */
    static void check(Dump dump) throws IOException {
        long end = -1;
        byte[] one = new byte[1];
        for (GpaRange range : dump.ranges()) {
            Invariant.check(range.start() > end, range + " touches what ends at " + end);
            Invariant.check(range.end() <= MAX_GPA, range + " leaves the address space");
            end = range.end();
            dump.read(range.start(), MemorySegment.ofArray(one));
            dump.read(range.end() - 1, MemorySegment.ofArray(one));
            Invariant.check(dump.mapped(range.start(), 1).isPresent(), range + " is not mapped");
            if (range.lengthBytes() <= 1 << 16) {
                byte[] all = new byte[(int) range.lengthBytes()];
                dump.read(range.start(), MemorySegment.ofArray(all));
            }
        }
    }
}
