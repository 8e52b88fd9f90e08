package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.system.SwapArea;
import dev.yagura.kernel.linux.system.SwapAreas;
import dev.yagura.view.proc.guest.Escapes;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/** Writes {@code swaps}; {@code swap_show()} of mm/swapfile.c. */
record SwapsFile(ProcGuest guest) {
    private static final int PATH_WIDTH = 40;
    private static final int KIB_OF_PAGE = 4;

    /** Smaller numbers are followed by another tab. */
    private static final long WIDE = 10_000_000;

    byte[] text() throws IOException {
        StringBuilder text =
                new StringBuilder("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
        for (SwapArea area : SwapAreas.list(guest.linux()).complete()) {
            // The first page is a header, and not counted.
            long size = (area.pages() - 1) * KIB_OF_PAGE;
            long used = area.used() * KIB_OF_PAGE;
            String path = Escapes.path(area.path());
            text.append(path)
                    .append(" ".repeat(Math.max(PATH_WIDTH - path.length(), 1)))
                    .append(area.partition() ? "partition" : "file\t")
                    .append('\t')
                    .append(column(size))
                    .append(column(used))
                    .append(area.priority())
                    .append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String column(long kibibytes) {
        return kibibytes + (kibibytes < WIDE ? "\t\t" : "\t");
    }
}
