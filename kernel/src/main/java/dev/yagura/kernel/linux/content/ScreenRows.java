package dev.yagura.kernel.linux.content;

import dev.yagura.kernel.linux.display.Picture;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Takes out a picture, row by row. */
final class ScreenRows {
    private static final int PAGE_BYTES = 4096;

    private final Picture picture;
    private final ContentSink sink;

    ScreenRows(Picture picture, ContentSink sink) {
        this.picture = picture;
        this.sink = sink;
    }

    /** Takes it out under a name. */
    void read(String name) throws IOException {
        byte[] header = picture.header();
        int rowBytes = picture.rowBytes();
        long length = header.length + (long) picture.rows() * rowBytes;
        sink.begin(new Content("frame buffer " + name, length, List.of()));
        sink.bytes(0, header);
        for (int i = 0; i < picture.rows(); i++) {
            row(i, header.length + (long) i * rowBytes);
        }
    }

    private void row(int number, long offset) throws IOException {
        byte[] row;
        try {
            row = picture.row(number);
        } catch (MemoryHoleException | PageNotPresentException e) {
            String why = "row %d: %s".formatted(number, e.getMessage());
            sink.absent(offset, picture.rowBytes(), Absence.MISSING, why);
            return;
        }
        for (int at = 0; at < row.length; at += PAGE_BYTES) {
            int end = Math.min(row.length, at + PAGE_BYTES);
            sink.bytes(offset + at, Arrays.copyOfRange(row, at, end));
        }
    }
}
