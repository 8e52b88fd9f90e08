package dev.yagura.kernel.truth;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Looks for bytes in all of a guest's memory, as a scanner without page tables would. */
final class Copies {
    private static final int CHUNK = 16 << 20;

    private Copies() {}

    /** Returns the guest-physical address of each place, ascending. */
    static List<Long> of(PhysicalMemory memory, byte[] wanted) throws IOException {
        List<Long> found = new ArrayList<>();
        for (GpaRange range : memory.ranges()) {
            for (long at = range.start(); at < range.end(); at += CHUNK) {
                long length = Math.min(CHUNK + wanted.length - 1L, range.end() - at);
                byte[] bytes = new byte[(int) length];
                memory.read(at, MemorySegment.ofArray(bytes));
                for (int i = 0; i <= bytes.length - wanted.length; i++) {
                    if (bytes[i] == wanted[0] && matches(bytes, i, wanted)) {
                        found.add(at + i);
                    }
                }
            }
        }
        return found;
    }

    private static boolean matches(byte[] bytes, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
