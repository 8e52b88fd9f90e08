package dev.yagura.kernel.linux.display;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;

/** The colours of a frame buffer whose pixels are numbers; {@code struct fb_cmap}. */
final class Palette {
    private static final int MAX_COLOURS = 256;

    private Palette() {}

    @KernelStruct("fb_info")
    interface Colours extends StructView {
        @KernelField("cmap.start")
        long first();

        @KernelField("cmap.len")
        long count();

        @KernelField("cmap.red")
        long redGva();

        @KernelField("cmap.green")
        long greenGva();

        @KernelField("cmap.blue")
        long blueGva();
    }

    /** Returns 256 colours, {@code 0xRRGGBB}; black for those that the palette does not have. */
    static int[] of(Linux linux, FrameBuffer buffer) throws IOException {
        Colours info = linux.views().at(Colours.class, buffer.gva());
        AddressSpace memory = linux.kernel().memory();
        int[] colours = new int[MAX_COLOURS];
        long first = Math.min(info.first(), MAX_COLOURS);
        long end = Math.min(first + Math.min(info.count(), MAX_COLOURS), MAX_COLOURS);
        for (long i = first; i < end; i++) {
            long at = (i - first) * Short.BYTES;
            colours[(int) i] =
                    high(memory.u16(info.redGva() + at)) << 16
                            | high(memory.u16(info.greenGva() + at)) << 8
                            | high(memory.u16(info.blueGva() + at));
        }
        return colours;
    }

    /** The kernel's colours have 16 bits. */
    private static int high(int colour) {
        return colour >>> 8;
    }
}
