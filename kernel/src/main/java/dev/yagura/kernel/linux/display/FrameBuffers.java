package dev.yagura.kernel.linux.display;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.display.PixelFormat.Channel;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** Lists the frame buffers, as {@code /proc/fb} does; {@code drivers/video/fbdev/core/fbmem.c}. */
public final class FrameBuffers {
    /** {@code FB_MAX}, include/uapi/linux/fb.h. */
    private static final int MAX_BUFFERS = 32;

    private FrameBuffers() {}

    @KernelStruct("fb_info")
    interface Device extends StructView {
        int node();

        @KernelField("fix.id")
        String id();

        @KernelField("fix.visual")
        long visual();

        @KernelField("fix.line_length")
        long lineBytes();

        @KernelField("var.xres")
        long width();

        @KernelField("var.yres")
        long height();

        @KernelField("var.xoffset")
        long left();

        @KernelField("var.yoffset")
        long top();

        @KernelField("var.bits_per_pixel")
        long bitsPerPixel();

        @KernelField("var.red.offset")
        long redOffset();

        @KernelField("var.red.length")
        long redBits();

        @KernelField("var.green.offset")
        long greenOffset();

        @KernelField("var.green.length")
        long greenBits();

        @KernelField("var.blue.offset")
        long blueOffset();

        @KernelField("var.blue.length")
        long blueBits();

        @KernelField("fbops")
        long operationsGva();

        @KernelField("screen_base")
        long baseGva();

        /** Returns the length of the memory behind it; of some drivers 0. */
        @KernelField("screen_size")
        long sizeBytes();

        /** Returns the same for those. */
        @KernelField("fix.smem_len")
        long memoryBytes();
    }

    /**
     * Returns the frame buffers by number; none of a kernel that is built without.
     *
     * @throws IOException if the memory source fails
     */
    public static Partial<FrameBuffer> list(Linux linux) throws IOException {
        Partial.Collector<FrameBuffer> found = Partial.collector();
        OptionalLong table = linux.kernel().symbols().address("registered_fb");
        if (table.isEmpty()) {
            return found.done();
        }
        for (int i = 0; i < MAX_BUFFERS; i++) {
            long slot = table.getAsLong() + (long) i * Long.BYTES;
            String what = "frame buffer " + i;
            found.part(
                    what,
                    () -> {
                        long gva = linux.kernel().memory().u64(slot);
                        if (gva != 0) {
                            found.add(what, () -> buffer(linux.views().at(Device.class, gva)));
                        }
                    });
        }
        return found.done();
    }

    private static FrameBuffer buffer(Device info) {
        return new FrameBuffer(
                info.gva(),
                info.node(),
                info.id(),
                info.width(),
                info.height(),
                info.left(),
                info.top(),
                new PixelFormat(
                        info.bitsPerPixel(),
                        info.visual(),
                        new Channel(info.redOffset(), info.redBits()),
                        new Channel(info.greenOffset(), info.greenBits()),
                        new Channel(info.blueOffset(), info.blueBits())),
                info.lineBytes(),
                info.baseGva(),
                info.sizeBytes() == 0 ? info.memoryBytes() : info.sizeBytes(),
                info.operationsGva());
    }
}
