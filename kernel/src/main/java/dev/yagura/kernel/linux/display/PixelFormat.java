package dev.yagura.kernel.linux.display;

import static java.util.Objects.requireNonNull;

/**
 * How a frame buffer's pixels are made.
 *
 * @param bitsPerPixel width of a pixel, such as 32
 * @param visual how it becomes a colour, an {@code FB_VISUAL_*} number: 2 and 4 for colours by
 *     {@code red}, {@code green} and {@code blue}, 3 and 5 for places in the palette
 */
public record PixelFormat(
        long bitsPerPixel, long visual, Channel red, Channel green, Channel blue) {
    /**
     * The bits of one colour.
     *
     * @param offset of the lowest, from the lowest of the pixel
     * @param bits how many; 0 for none
     */
    public record Channel(long offset, long bits) {
        @Override
        public String toString() {
            return "%d+%d".formatted(offset, bits);
        }
    }

    /** Requires the channels. */
    public PixelFormat {
        requireNonNull(red, "red");
        requireNonNull(green, "green");
        requireNonNull(blue, "blue");
    }

    /** Returns whether a pixel is a place in the palette. */
    boolean isIndexed() {
        return visual == 3 || visual == 5;
    }

    /** Returns whether a pixel holds its colours. */
    boolean isDirect() {
        return visual == 2 || visual == 4;
    }
}
