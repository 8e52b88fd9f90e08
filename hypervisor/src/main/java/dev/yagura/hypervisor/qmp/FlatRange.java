package dev.yagura.hypervisor.qmp;

import static java.util.Objects.requireNonNull;

import dev.yagura.memory.GpaRange;

/**
 * One range of the guest-physical address space that QEMU keeps in memory of its own.
 *
 * @param range where the guest sees it
 * @param region the memory region's name, for example {@code "pc.ram"}; not unique
 * @param offset of the range's first byte in that region, in bytes
 */
public record FlatRange(GpaRange range, String region, long offset) {
    /** Requires the components. */
    public FlatRange {
        requireNonNull(range, "range");
        requireNonNull(region, "region");
    }
}
