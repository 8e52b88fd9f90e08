package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.linux.GvaRange;

/**
 * A range of addresses that the kernel gave away outside its direct map.
 *
 * @param gva address of its {@code vmap_area}
 * @param range what was given away, guard page included
 * @param caller the instruction behind the call that asked for it; 0 where that is not kept
 */
public record VmapArea(long gva, GvaRange range, long caller) {}
