package dev.yagura.view.files;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.content.FilePages;
import dev.yagura.kernel.linux.content.FilePages.Page;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.storage.filesystem.NewerBlocks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The structures of a filesystem as its kernel has them in memory: pages of the block device that
 * it is on, {@code fs/buffer.c}. What the kernel has changed stays there until it is on the disk.
 *
 * <p>Of a guest that runs on, memory is read anew each time, and the page's place is looked up once
 * more after it was copied.
 */
final class CachedBlocks implements NewerBlocks {
    private static final int PAGE_BYTES = FilePages.PAGE_BYTES;
    private static final int MAX_TRIES = 4;

    private final Linux linux;
    private final boolean isLive;
    private final long cacheGva;

    private CachedBlocks(Linux linux, long cacheGva) {
        this.linux = linux;
        this.isLive = linux.kernel().memory().physical().isLive();
        this.cacheGva = cacheGva;
    }

    /**
     * Prepares to read.
     *
     * @return empty if this kernel does not say where the pages are
     * @throws IOException if guest memory cannot be read
     */
    static Optional<CachedBlocks> of(Linux linux, SuperBlockView filesystem) throws IOException {
        long device = filesystem.deviceGva().orElse(0);
        StructViews views = linux.views();
        boolean isDirect = views.has("block_device", "bd_mapping"); // since 6.10
        if (device == 0 || !(isDirect || views.has("block_device", "bd_inode"))) {
            return Optional.empty();
        }
        String pointer = isDirect ? "bd_mapping" : "bd_inode";
        long target = linux.kernel().memory().u64(device + views.offsetOf("block_device", pointer));
        long cache = isDirect ? target : target + views.offsetOf("inode", "i_data");
        return target == 0 ? Optional.empty() : Optional.of(new CachedBlocks(linux, cache));
    }

    @Override
    public Optional<MemorySegment> find(long offset, int length) throws IOException {
        try {
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                Linux now = isLive ? linux.again() : linux;
                FilePages pages = FilePages.of(now, cacheGva, false);
                MemorySegment block = MemorySegment.ofArray(new byte[length]);
                if (!copy(now, pages, offset, block)) {
                    return Optional.empty();
                }
                if (!isLive || isStill(pages, offset, length)) {
                    return Optional.of(block);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Copies a block, or part after part one that is larger than a page. */
    private static boolean copy(Linux now, FilePages pages, long offset, MemorySegment block)
            throws IOException {
        long done = 0;
        while (done < block.byteSize()) {
            long within = (offset + done) % PAGE_BYTES;
            long count = Math.min(PAGE_BYTES - within, block.byteSize() - done);
            long gpa =
                    switch (pages.at((offset + done) / PAGE_BYTES)) {
                        case Page.Present(long page) -> page;
                        case Page.Partly page when page.hasAll(within, count) -> page.gpa();
                        case Page.Partly _, Page.Uncached _, Page.Missing _ -> -1;
                    };
            if (gpa < 0) {
                return false;
            }
            now.kernel().memory().physical().read(gpa + within, block.asSlice(done, count));
            done += count;
        }
        return true;
    }

    private boolean isStill(FilePages before, long offset, int length) throws IOException {
        FilePages now = FilePages.of(linux.again(), cacheGva, false);
        for (long page = offset / PAGE_BYTES; page * PAGE_BYTES < offset + length; page++) {
            if (!now.at(page).equals(before.at(page))) {
                return false;
            }
        }
        return true;
    }
}
