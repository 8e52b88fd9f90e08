package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.display.FrameBuffer;
import dev.yagura.kernel.linux.display.FrameBuffers;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** What shows on the guest's screens. */
final class FrameBuffersTable {
    private FrameBuffersTable() {}

    /** A frame buffer, and those whom its driver may belong to. */
    private record Shown(FrameBuffer buffer, Owners owners) {}

    static GuestTable table() {
        return Columns.<Shown>of()
                .text("name", "as in /dev", s -> s.buffer.name())
                .text("id", "the driver's name for it", s -> s.buffer.id())
                .text(
                        "driver",
                        "whose its operations are",
                        s -> s.owners.of(s.buffer.operationsGva()).describe())
                .number("width", "pixels in a row", s -> s.buffer.width())
                .number("height", "rows", s -> s.buffer.height())
                .number("depth", "bits of a pixel", s -> s.buffer.format().bitsPerPixel())
                .number("lineBytes", "from one row to the next", s -> s.buffer.lineBytes())
                .more()
                .number("left", "first column that is seen", s -> s.buffer.left())
                .number("top", "first row that is seen", s -> s.buffer.top())
                .number("visual", "FB_VISUAL_ number", s -> s.buffer.format().visual())
                .text(
                        "red",
                        "its lowest bit in a pixel, and how many",
                        s -> s.buffer.format().red().toString())
                .text("green", "the same of green", s -> s.buffer.format().green().toString())
                .text("blue", "the same of blue", s -> s.buffer.format().blue().toString())
                .hexOrNone("base", "its first row", s -> s.buffer.baseGva())
                .number("size", "bytes behind it", s -> s.buffer.sizeBytes())
                .hex("operations", "the driver's operations", s -> s.buffer.operationsGva())
                .hex("info", "its struct fb_info", s -> s.buffer.gva())
                .table(
                        "framebuffers",
                        "frame buffers; --write takes the picture out (show VM framebuffer)",
                        FrameBuffersTable::list);
    }

    private static void list(TableContext context, RowSink<Shown> rows) throws IOException {
        Partial<FrameBuffer> buffers = FrameBuffers.list(context.linux());
        Owners owners = context.linux().owners();
        for (FrameBuffer buffer : buffers.items()) {
            rows.add(new Shown(buffer, owners));
        }
        buffers.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
