package dev.yagura.kernel.linux.content;

import dev.yagura.kernel.linux.content.FilePages.Page;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;

/**
 * Tells which blocks of a page are in memory, where not all are: a page that was never read, and
 * written in part. {@code fs/buffer.c} keeps that in a ring of {@code buffer_head}s.
 */
final class PageBuffers {
    private static final int PAGE_BYTES = FilePages.PAGE_BYTES;
    private static final int MIN_BLOCK_BYTES = 512;

    /** {@code BH_Uptodate}, enum bh_state_bits; the first of them in all versions. */
    private static final long UPTODATE = 1;

    private final StructViews views;
    private final boolean isKnown;

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel has such blocks, and they cannot be read
     */
    PageBuffers(StructViews views) throws IOException {
        this.views = views;
        this.isKnown = views.has("buffer_head", "b_state");
        if (isKnown) {
            views.require(BufferHead.class);
        }
    }

    /**
     * Tells what of a page is in memory.
     *
     * @param first the page, or the first one of those that it belongs to
     * @param ahead how many pages after the first
     * @param gpa where the page is
     * @return {@link Page.Partly}, or {@link Page.Uncached} if nothing of it is in memory as far as
     *     blocks tell
     * @throws IOException if guest memory cannot be read
     */
    Page of(PageStruct first, long ahead, long gpa) throws IOException {
        long head = first.privateData();
        if (!isKnown || head == 0 || (head & 7) != 0) {
            return new Page.Uncached();
        }
        BufferHead block = views.at(BufferHead.class, head);
        long size = block.sizeBytes();
        if (block.pageGva() != first.gva()
                || size < MIN_BLOCK_BYTES
                || size > PAGE_BYTES
                || Long.bitCount(size) != 1) {
            return new Page.Uncached(); // the filesystem keeps something else there
        }
        int perPage = (int) (PAGE_BYTES / size);
        for (long skipped = 0; skipped < ahead * perPage; skipped++) {
            block = views.at(BufferHead.class, block.nextGva());
        }
        int parts = 0;
        for (int part = 0; part < perPage; part++) {
            if (block.pageGva() != first.gva() || block.sizeBytes() != size) {
                return new Page.Missing("%s is of another page".formatted(block));
            }
            if ((block.state() & UPTODATE) != 0) {
                parts |= 1 << part;
            }
            block = views.at(BufferHead.class, block.nextGva());
        }
        return parts == 0 ? new Page.Uncached() : new Page.Partly(gpa, (int) size, parts);
    }
}
