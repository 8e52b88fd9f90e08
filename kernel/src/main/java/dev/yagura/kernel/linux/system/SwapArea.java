package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

/**
 * Where memory is swapped out to.
 *
 * @param gva address of its {@code swap_info_struct}
 * @param number which area, as in swap entries of page tables
 * @param path of the file or device
 * @param partition whether that is a device
 * @param flags {@code SWP_*}
 * @param priority the highest is used first
 * @param pages how many 4 KiB pages it holds
 * @param used how many of them are in use
 * @param fileGva address of its {@code struct file}
 */
public record SwapArea(
        long gva,
        int number,
        String path,
        boolean partition,
        long flags,
        int priority,
        long pages,
        long used,
        long fileGva) {
    /** Requires the path. */
    public SwapArea {
        requireNonNull(path, "path");
    }
}
