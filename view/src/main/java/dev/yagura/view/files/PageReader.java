package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.content.FilePages;
import dev.yagura.kernel.linux.content.FilePages.Page;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads content: pages that memory has, and the disk's bytes between them.
 *
 * <p>Of a guest that runs on, memory is read anew each time, and once more after the pages were
 * copied: a page that meanwhile went to another file is read again.
 */
final class PageReader {
    private static final int PAGE_BYTES = FilePages.PAGE_BYTES;

    /** Bytes read between two looks at where the pages are. */
    private static final int CHUNK_BYTES = 64 * PAGE_BYTES;

    private static final int MAX_TRIES = 4;

    private final Linux linux;
    private final boolean isLive;

    PageReader(Linux linux) {
        this.linux = linux;
        this.isLive = linux.kernel().memory().physical().isLive();
    }

    /**
     * Copies content, all of what {@code destination} has room for.
     *
     * @param offset of the first byte; with the destination's length within the file
     * @throws MalformedStructureException if some of it is neither in memory nor on disk, or the
     *     file is gone
     * @throws IOException if memory or disk fail
     */
    void read(Source source, long offset, MemorySegment destination) throws IOException {
        long done = 0;
        while (done < destination.byteSize()) {
            long count = Math.min(CHUNK_BYTES, destination.byteSize() - done);
            chunk(source, offset + done, destination.asSlice(done, count));
            done += count;
        }
    }

    /**
     * What content is read from.
     *
     * @param filesystem where the file is
     * @param cached the file in memory
     * @param disk the file on disk, if it is there
     */
    record Source(GuestFilesystem filesystem, CachedInode cached, Optional<StoredFile> disk) {}

    /**
     * Copies a symbolic link's target, all of it.
     *
     * @throws MalformedStructureException if it is not in memory
     * @throws IOException if the memory source fails
     */
    void readTarget(Source source, byte[] target) throws IOException {
        if (source.cached().targetGva() == 0) {
            read(source, 0, MemorySegment.ofArray(target));
            return;
        }
        try {
            byte[] bytes =
                    linux.kernel().memory().bytes(source.cached().targetGva(), target.length);
            System.arraycopy(bytes, 0, target, 0, target.length);
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            throw missing(source, 0, String.valueOf(e.getMessage()));
        }
    }

    private void chunk(Source source, long offset, MemorySegment destination) throws IOException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            FilePages pages = pages(source);
            Map<Long, Page> copied = copy(source, pages, offset, destination);
            if (!isLive || isStill(pages(source), copied)) {
                return;
            }
        }
        throw missing(source, offset, "changes faster than it can be read");
    }

    private FilePages pages(Source source) throws IOException {
        Linux now = isLive ? linux.again() : linux;
        CachedInode cached = source.cached();
        InodeView inode = now.views().at(InodeView.class, cached.gva());
        if (inode.number() != cached.attributes().inode()
                || inode.superBlockGva() != source.filesystem().superBlockGva()) {
            throw missing(source, 0, "is gone from memory since it was looked at");
        }
        long cache = cached.gva() + now.views().offsetOf("inode", "i_data");
        return FilePages.of(now, cache, source.filesystem().isInMemoryOnly());
    }

    private Map<Long, Page> copy(
            Source source, FilePages pages, long offset, MemorySegment destination)
            throws IOException {
        Map<Long, Page> copied = new HashMap<>();
        long done = 0;
        while (done < destination.byteSize()) {
            long at = offset + done;
            long within = at % PAGE_BYTES;
            long count = Math.min(PAGE_BYTES - within, destination.byteSize() - done);
            MemorySegment part = destination.asSlice(done, count);
            Page page = pages.at(at / PAGE_BYTES);
            switch (page) {
                case Page.Present(long gpa) -> copy(source, gpa + within, at, part);
                case Page.Uncached() -> uncached(source, at, part);
                case Page.Missing(String why) -> throw missing(source, at, why);
            }
            copied.put(at / PAGE_BYTES, page);
            done += count;
        }
        return copied;
    }

    private void copy(Source source, long gpa, long offset, MemorySegment part) throws IOException {
        try {
            (isLive ? linux.again() : linux).kernel().memory().physical().read(gpa, part);
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            throw missing(source, offset, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isStill(FilePages now, Map<Long, Page> copied) throws IOException {
        for (Map.Entry<Long, Page> page : copied.entrySet()) {
            if (page.getValue() instanceof Page.Present
                    && !page.getValue().equals(now.at(page.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Reads what memory has not: zeros never written to a memory filesystem, or the disk. */
    private static void uncached(Source source, long offset, MemorySegment part)
            throws IOException {
        if (source.filesystem().isInMemoryOnly()) {
            part.fill((byte) 0);
            return;
        }
        if (source.disk().isEmpty()) {
            throw missing(source, offset, "is neither in memory nor on a disk that is open");
        }
        long done = 0;
        while (done < part.byteSize()) {
            int count = source.disk().get().read(offset + done, part.asSlice(done));
            if (count <= 0) {
                throw missing(source, offset + done, "is not in memory, and past the disk's end");
            }
            done += count;
        }
    }

    private static MalformedStructureException missing(Source source, long offset, String why) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "%s inode %d"
                        .formatted(
                                source.filesystem().type(), source.cached().attributes().inode()),
                "content",
                offset,
                why);
    }
}
