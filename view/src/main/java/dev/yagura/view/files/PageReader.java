package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.content.FilePages;
import dev.yagura.kernel.linux.content.FilePages.Page;
import dev.yagura.storage.file.FileGoneException;
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
 * copied: if meanwhile one went to another file, or was on its way from memory to disk, it is read
 * again. A file that has become shorter since it was looked at ends where it ends now.
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
     * What content is read from.
     *
     * @param filesystem where the file is
     * @param cached the file in memory
     * @param disk the file on disk, if it is there
     */
    record Source(GuestFilesystem filesystem, CachedInode cached, Optional<StoredFile> disk) {
        boolean isInMemoryOnly() {
            return filesystem.isInMemoryOnly();
        }

        /**
         * Returns whether the disk's record of what is where in the file is the newest. Each change
         * of that, such as a hole that was punched, is a change of the inode.
         */
        boolean knowsPlaces() {
            return filesystem.hasNewestStructures()
                    || disk.filter(file ->
                                    file.attributes()
                                            .changed()
                                            .equals(cached.attributes().changed()))
                            .isPresent();
        }

        /** Returns whether memory had nothing that the disk has not, when it was looked at. */
        boolean wasOnDisk() {
            return disk.isPresent() && !cached.isNewerThan(disk.get().attributes());
        }
    }

    /** A file in memory as it is now, its length at most what it was when it was looked at. */
    private record Now(Linux linux, FilePages pages, long sizeBytes) {}

    /**
     * Copies content.
     *
     * @param offset of the first byte; with the destination's length within the file
     * @return how many bytes were copied: fewer than there is room for if the file has become
     *     shorter
     * @throws FileGoneException if the guest has deleted the file
     * @throws MalformedStructureException if some of it is neither in memory nor on disk
     * @throws IOException if memory or disk fail
     */
    int read(Source source, long offset, MemorySegment destination) throws IOException {
        long done = 0;
        while (done < destination.byteSize()) {
            long wanted = Math.min(CHUNK_BYTES, destination.byteSize() - done);
            long got = chunk(source, offset + done, destination.asSlice(done, wanted));
            done += got;
            if (got < wanted) {
                break;
            }
        }
        return (int) done;
    }

    /**
     * Copies a symbolic link's target, all of it.
     *
     * @throws MalformedStructureException if it is not in memory
     * @throws IOException if the memory source fails
     */
    void readTarget(Source source, byte[] target) throws IOException {
        if (source.cached().targetGva() == 0) {
            if (read(source, 0, MemorySegment.ofArray(target)) < target.length) {
                throw missing(source, 0, "is another link by now");
            }
            return;
        }
        try {
            byte[] bytes =
                    linux.kernel().memory().bytes(source.cached().targetGva(), target.length);
            System.arraycopy(bytes, 0, target, 0, target.length);
        } catch (IOException e) {
            throw missing(source, 0, e);
        }
    }

    private long chunk(Source source, long offset, MemorySegment destination) throws IOException {
        String why = "changes faster than it can be read";
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<Now> now = now(source);
            if (now.isEmpty()) {
                return gone(source, offset, destination);
            }
            long left = Math.max(0, now.get().sizeBytes() - offset);
            MemorySegment there = destination.asSlice(0, Math.min(left, destination.byteSize()));
            try {
                Map<Long, Page> copied = copy(source, now.get(), offset, there);
                if (!isLive || isStill(source, copied, offset + there.byteSize())) {
                    return there.byteSize();
                }
            } catch (MalformedStructureException e) {
                if (!isLive) {
                    throw e;
                }
                why = String.valueOf(e.getMessage()); // on its way to the disk, or cut off just now
            }
        }
        throw missing(source, offset, why);
    }

    /** Looks a file up anew; empty if its place in memory was given to something else. */
    private Optional<Now> now(Source source) throws IOException {
        Linux now = isLive ? linux.again() : linux;
        CachedInode cached = source.cached();
        try {
            InodeView inode = now.views().at(InodeView.class, cached.gva());
            if (!cached.isStill(inode)
                    || inode.superBlockGva() != source.filesystem().superBlockGva()) {
                return Optional.empty();
            }
            long cache = cached.gva() + now.views().offsetOf("inode", "i_data");
            return Optional.of(
                    new Now(
                            now,
                            FilePages.of(now, cache, source.isInMemoryOnly()),
                            Math.min(inode.size(), cached.attributes().sizeBytes())));
        } catch (IOException e) {
            throw missing(source, 0, e);
        }
    }

    /** Memory lets go of a file that is on disk as it is, or of one that was deleted. */
    private static long gone(Source source, long offset, MemorySegment destination)
            throws IOException {
        GuestFilesystem filesystem = source.filesystem();
        long number = source.cached().attributes().inode();
        boolean isDeleted =
                filesystem.isInMemoryOnly()
                        || (filesystem.hasNewestStructures()
                                && filesystem.onDisk(number).isEmpty());
        if (isDeleted) {
            throw new FileGoneException("%s inode %d".formatted(filesystem.type(), number));
        }
        if (!source.wasOnDisk()) {
            throw missing(source, offset, "is gone from memory since it was looked at");
        }
        return source.disk().orElseThrow().read(offset, destination);
    }

    private Map<Long, Page> copy(Source source, Now now, long offset, MemorySegment destination)
            throws IOException {
        Map<Long, Page> copied = new HashMap<>();
        long done = 0;
        while (done < destination.byteSize()) {
            long at = offset + done;
            long within = at % PAGE_BYTES;
            long count = Math.min(PAGE_BYTES - within, destination.byteSize() - done);
            MemorySegment part = destination.asSlice(done, count);
            Page page = now.pages().at(at / PAGE_BYTES);
            switch (page) {
                case Page.Present(long gpa) -> copy(source, now, gpa + within, at, part);
                case Page.Partly partly -> copy(source, now, partly, at, part);
                case Page.Uncached() -> uncached(source, at, part);
                case Page.Missing(String why) -> throw missing(source, at, why);
            }
            copied.put(at / PAGE_BYTES, page);
            done += count;
        }
        return copied;
    }

    private static void copy(Source source, Now now, long gpa, long offset, MemorySegment part)
            throws IOException {
        try {
            now.linux().kernel().memory().physical().read(gpa, part);
        } catch (IOException e) {
            throw missing(source, offset, e);
        }
    }

    /** Copies block by block what memory has, and the others from the disk. */
    private static void copy(
            Source source, Now now, Page.Partly page, long offset, MemorySegment destination)
            throws IOException {
        long done = 0;
        while (done < destination.byteSize()) {
            long within = (offset + done) % PAGE_BYTES;
            long left = page.partBytes() - within % page.partBytes();
            MemorySegment part =
                    destination.asSlice(done, Math.min(left, destination.byteSize() - done));
            if (page.has(within)) {
                copy(source, now, page.gpa() + within, offset + done, part);
            } else {
                uncached(source, offset + done, part);
            }
            done += part.byteSize();
        }
    }

    private boolean isStill(Source source, Map<Long, Page> copied, long end) throws IOException {
        Optional<Now> now = now(source);
        if (now.isEmpty() || now.get().sizeBytes() < end) {
            return false;
        }
        for (Map.Entry<Long, Page> page : copied.entrySet()) {
            if (!page.getValue().equals(now.get().pages().at(page.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Reads what memory has not: zeros that were never written, or the disk. */
    private static void uncached(Source source, long offset, MemorySegment part)
            throws IOException {
        if (source.isInMemoryOnly()) {
            part.fill((byte) 0);
            return;
        }
        if (source.disk().isEmpty()) {
            throw missing(source, offset, "is neither in memory nor on a disk that is open");
        }
        if (!source.knowsPlaces()) {
            throw missing(
                    source,
                    offset,
                    "is not in memory, and where it is on disk may have changed since %s"
                            .formatted(source.disk().get().attributes().changed()));
        }
        long done = 0;
        while (done < part.byteSize()) {
            int count = source.disk().get().read(offset + done, part.asSlice(done));
            if (count <= 0 && source.filesystem().hasNewestStructures()) {
                part.asSlice(done).fill((byte) 0); // else the disk's inode would say its length
                return;
            }
            if (count <= 0) {
                throw missing(source, offset + done, "is not in memory, and past the disk's end");
            }
            done += count;
        }
    }

    /** Makes an error of what the guest's memory holds, and passes on that it cannot be read. */
    private static MalformedStructureException missing(Source source, long offset, IOException e)
            throws IOException {
        if (!GuestFaults.isGuestFault(e)) {
            throw e;
        }
        return missing(source, offset, String.valueOf(e.getMessage()));
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
