package dev.yagura.kernel.linux.display;

import static java.util.Objects.requireNonNull;

/**
 * A frame buffer, {@code /dev/fbN}; all numbers are the guest's word.
 *
 * @param gva address of its {@code fb_info}
 * @param number N
 * @param id the driver's name for it, at most 15 bytes
 * @param width of what is seen, in pixels
 * @param height of what is seen, in pixels
 * @param left column of the first pixel that is seen
 * @param top row of the first pixel that is seen
 * @param lineBytes from one row to the next
 * @param baseGva address of the first row; 0 for none
 * @param sizeBytes length of the memory behind it
 * @param operationsGva address of the driver's {@code fb_ops}
 */
public record FrameBuffer(
        long gva,
        int number,
        String id,
        long width,
        long height,
        long left,
        long top,
        PixelFormat format,
        long lineBytes,
        long baseGva,
        long sizeBytes,
        long operationsGva) {
    /** Requires the names. */
    public FrameBuffer {
        requireNonNull(id, "id");
        requireNonNull(format, "format");
    }

    /** Returns what it is called in {@code /dev}. */
    public String name() {
        return "fb" + number;
    }
}
