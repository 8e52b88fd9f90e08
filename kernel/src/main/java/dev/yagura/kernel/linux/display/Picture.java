package dev.yagura.kernel.linux.display;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.display.PixelFormat.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a frame buffer shows, as a portable pixmap: {@code P6}, three bytes for each pixel in rows
 * from the top.
 */
public final class Picture {
    /** What the largest screens have, and a few beside each other. */
    private static final int MAX_SIDE = 1 << 15;

    private static final long MAX_LINE_BYTES = 1 << 18;
    private static final int COLOURS = 3;
    private static final int FULL = 255;

    private final Linux linux;
    private final FrameBuffer buffer;
    private final int[] palette;

    private Picture(Linux linux, FrameBuffer buffer, int[] palette) {
        this.linux = linux;
        this.buffer = buffer;
        this.palette = palette;
    }

    /**
     * Prepares to read it.
     *
     * @throws MalformedStructureException if its sizes or pixels are none that can be shown
     * @throws IOException if its palette cannot be read, or the memory source fails
     */
    public static Picture of(Linux linux, FrameBuffer buffer) throws IOException {
        check(buffer);
        return new Picture(
                linux,
                buffer,
                buffer.format().isIndexed() ? Palette.of(linux, buffer) : new int[0]);
    }

    private static void check(FrameBuffer buffer) throws MalformedStructureException {
        within(buffer, "var.xres", buffer.width(), 1, MAX_SIDE);
        within(buffer, "var.yres", buffer.height(), 1, MAX_SIDE);
        within(buffer, "var.xoffset", buffer.left(), 0, MAX_SIDE);
        within(buffer, "var.yoffset", buffer.top(), 0, 1 << 20);
        PixelFormat format = buffer.format();
        if (format.isIndexed()) {
            within(buffer, "var.bits_per_pixel", format.bitsPerPixel(), Byte.SIZE, Byte.SIZE);
        } else if (format.isDirect()) {
            within(buffer, "var.bits_per_pixel", format.bitsPerPixel(), Byte.SIZE, Integer.SIZE);
            for (Channel channel : new Channel[] {format.red(), format.green(), format.blue()}) {
                within(buffer, "length of a colour", channel.bits(), 0, Byte.SIZE);
                within(
                        buffer,
                        "offset of a colour",
                        channel.offset(),
                        0,
                        format.bitsPerPixel() - channel.bits());
            }
        } else {
            throw malformed(
                    buffer, "fix.visual", "is %d, expected 2 to 5".formatted(format.visual()));
        }
        if (format.bitsPerPixel() % Byte.SIZE != 0) {
            throw malformed(
                    buffer,
                    "var.bits_per_pixel",
                    "is %d, expected 8, 16, 24 or 32".formatted(format.bitsPerPixel()));
        }
        long row = (buffer.left() + buffer.width()) * format.bitsPerPixel() / Byte.SIZE;
        within(buffer, "fix.line_length", buffer.lineBytes(), row, MAX_LINE_BYTES);
        long end = (buffer.top() + buffer.height() - 1) * buffer.lineBytes() + row;
        if (Long.compareUnsigned(buffer.sizeBytes(), end) < 0) {
            throw malformed(
                    buffer,
                    "screen_size",
                    "is %s, expected %d at least"
                            .formatted(Long.toUnsignedString(buffer.sizeBytes()), end));
        }
    }

    private static void within(FrameBuffer buffer, String field, long value, long least, long most)
            throws MalformedStructureException {
        if (value < least || value > most) {
            throw malformed(
                    buffer, field, "is %d, expected %d to %d".formatted(value, least, most));
        }
    }

    private static MalformedStructureException malformed(
            FrameBuffer buffer, String field, String what) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "fb_info at 0x%x".formatted(buffer.gva()), field, 0, what);
    }

    /** Returns what comes before the pixels. */
    public byte[] header() {
        return "P6\n%d %d\n%d\n"
                .formatted(buffer.width(), buffer.height(), FULL)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns how many rows there are. */
    public int rows() {
        return (int) buffer.height();
    }

    /** Returns how long each row of pixels is, in bytes. */
    public int rowBytes() {
        return (int) buffer.width() * COLOURS;
    }

    /**
     * Reads a row: {@link #rowBytes()} bytes, red, green and blue in turn.
     *
     * @param number from 0, below {@link #rows()}
     * @throws IOException if it is not in RAM, or the memory source fails
     */
    public byte[] row(int number) throws IOException {
        int pixelBytes = (int) buffer.format().bitsPerPixel() / Byte.SIZE;
        long at =
                buffer.baseGva()
                        + (buffer.top() + number) * buffer.lineBytes()
                        + buffer.left() * pixelBytes;
        int width = (int) buffer.width();
        byte[] bytes = linux.kernel().memory().bytes(at, width * pixelBytes);
        byte[] row = new byte[rowBytes()];
        for (int x = 0; x < width; x++) {
            int pixel = 0;
            for (int i = pixelBytes - 1; i >= 0; i--) {
                pixel = pixel << Byte.SIZE | Byte.toUnsignedInt(bytes[x * pixelBytes + i]);
            }
            int colour = colour(pixel);
            row[x * COLOURS] = (byte) (colour >>> 16);
            row[x * COLOURS + 1] = (byte) (colour >>> 8);
            row[x * COLOURS + 2] = (byte) colour;
        }
        return row;
    }

    private int colour(int pixel) {
        PixelFormat format = buffer.format();
        if (format.isIndexed()) {
            return palette[pixel];
        }
        return part(pixel, format.red()) << 16
                | part(pixel, format.green()) << 8
                | part(pixel, format.blue());
    }

    /** Returns one colour of a pixel, scaled to 0 to 255. */
    private static int part(int pixel, Channel channel) {
        if (channel.bits() == 0) {
            return 0;
        }
        int most = (1 << channel.bits()) - 1;
        int value = (int) (Integer.toUnsignedLong(pixel) >>> channel.offset()) & most;
        return (value * FULL + most / 2) / most;
    }
}
