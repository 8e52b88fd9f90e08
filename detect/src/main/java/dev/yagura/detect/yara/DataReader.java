package dev.yagura.detect.yara;

import dev.yagura.detect.files.ByteSource;
import java.io.IOException;

/** Reads numbers anywhere in the data, and keeps the page they were in. */
final class DataReader {
    private static final int PAGE_BYTES = 4096;

    private final ByteSource source;
    private final byte[] page = new byte[PAGE_BYTES];
    private final byte[] across = new byte[Integer.BYTES];
    private long pageOffset = -1;
    private int pageLength;

    DataReader(ByteSource source) {
        this.source = source;
    }

    /** Returns a number; undefined where the data has not all of its bytes. */
    long number(long offset, NumberForm form) throws IOException {
        if (offset == Term.UNDEFINED || offset < 0 || offset > Long.MAX_VALUE - PAGE_BYTES) {
            return Term.UNDEFINED;
        }
        for (int i = 0; i < form.bytes(); i++) {
            int at = (int) ((offset + i) % PAGE_BYTES);
            load(offset + i - at);
            if (at >= pageLength) {
                return Term.UNDEFINED;
            }
            across[i] = page[at];
        }
        return form.value(across, 0);
    }

    private void load(long offset) throws IOException {
        if (offset == pageOffset) {
            return;
        }
        pageOffset = -1;
        pageLength = 0;
        int got = 1;
        while (pageLength < PAGE_BYTES && got > 0) {
            got = source.read(offset + pageLength, page, pageLength, PAGE_BYTES - pageLength);
            pageLength += Math.max(got, 0);
        }
        pageOffset = offset;
    }
}
