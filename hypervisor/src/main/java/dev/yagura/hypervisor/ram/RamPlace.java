package dev.yagura.hypervisor.ram;

import static java.util.Objects.requireNonNull;

import dev.yagura.memory.GpaRange;
import java.util.OptionalLong;

/**
 * Where one range of guest-physical memory lies in QEMU.
 *
 * @param range where the guest sees it
 * @param region QEMU's name of the memory region
 * @param offset of the first byte in the region, in bytes
 * @param hva address of the first byte in QEMU's process; empty if QEMU was not asked
 */
record RamPlace(GpaRange range, String region, long offset, OptionalLong hva) {
    /** Requires the components. */
    RamPlace {
        requireNonNull(range, "range");
        requireNonNull(region, "region");
        requireNonNull(hva, "hva");
    }
}
