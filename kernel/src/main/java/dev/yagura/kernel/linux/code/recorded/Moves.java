package dev.yagura.kernel.linux.code.recorded;

import dev.yagura.kernel.linux.GvaRange;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Where the kernel and its modules lay at an earlier look, and where they lie now. What is in none
 * of them stays where it is: per-CPU memory of the kernel, the fixed mappings at the end of the
 * address space.
 */
final class Moves {
    /** A compiler may write an address before or behind what it means, by so much. */
    private static final long SLACK_BYTES = 64;

    private record Move(GvaRange before, long shift) {}

    private final NavigableMap<Long, Move> parts = new TreeMap<>(Long::compareUnsigned);

    /** Apart, since kernels from 6.15 on count per-CPU memory from within their image. */
    private final NavigableMap<Long, Move> perCpu = new TreeMap<>(Long::compareUnsigned);

    /** Notes a part that moved, or stayed. */
    void add(GvaRange before, long now) {
        parts.put(before.start(), new Move(before, now - before.start()));
    }

    /** Notes per-CPU memory of a module. */
    void addPerCpu(GvaRange before, long now) {
        perCpu.put(before.start(), new Move(before, now - before.start()));
    }

    /** Returns where something is now. */
    long now(long before) {
        return before + shift(perCpu, before).orElse(shift(parts, before).orElse(0));
    }

    /** Returns whether an address now is where an earlier one was. */
    boolean isSame(long before, long now) {
        return now(before) == now
                || now(before - SLACK_BYTES) + SLACK_BYTES == now
                || now(before + SLACK_BYTES) - SLACK_BYTES == now;
    }

    private static OptionalLong shift(NavigableMap<Long, Move> moves, long gva) {
        var entry = moves.floorEntry(gva);
        return entry != null && entry.getValue().before().contains(gva)
                ? OptionalLong.of(entry.getValue().shift())
                : OptionalLong.empty();
    }
}
