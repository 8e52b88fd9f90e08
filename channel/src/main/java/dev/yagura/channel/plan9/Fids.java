package dev.yagura.channel.plan9;

import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The files that one client has found, by the numbers that it gave them. */
final class Fids {
    private final int max;
    private final int maxListed;
    private final Map<Integer, Fid> fids = new ConcurrentHashMap<>();
    private final AtomicInteger listed = new AtomicInteger();

    /**
     * Makes an empty table.
     *
     * @param max files at a time
     * @param maxListed names of open directories at a time, attributes counted by their room
     */
    Fids(int max, int maxListed) {
        this.max = max;
        this.maxListed = maxListed;
    }

    Fid get(int number) throws ErrnoException {
        Fid fid = fids.get(number);
        if (fid == null) {
            throw unknown(number);
        }
        return fid;
    }

    /** Adds a file under a number that the client has not given yet. */
    void add(int number, Fid fid) throws ErrnoException {
        if (number == Plan9.NO_FID) {
            throw new ErrnoException(Errno.EBADF, "9P fid: is that of no file");
        }
        if (fids.size() >= max) {
            throw new ErrnoException(
                    Errno.EMFILE, "9P fid: there are %d, which is the most".formatted(max));
        }
        if (fid.use() instanceof Fid.Use.Value value) {
            reserve(value.names());
        }
        if (fids.putIfAbsent(number, fid) != null) {
            release(fid);
            throw new ErrnoException(Errno.EBADF, "9P fid %d: is given already".formatted(number));
        }
    }

    /** Puts what became of a file in its place, unless it has become something else meanwhile. */
    void replace(int number, Fid before, Fid after) throws ErrnoException {
        if (!fids.replace(number, before, after)) {
            throw unknown(number);
        }
        release(before);
    }

    /**
     * Takes the right to hold so many more names of directories.
     *
     * @throws ErrnoException if they would be too many
     */
    void reserve(int names) throws ErrnoException {
        if (listed.addAndGet(names) > maxListed && listed.get() > names) {
            listed.addAndGet(-names);
            throw new ErrnoException(
                    Errno.ENOMEM, "open directories: have more than %d names".formatted(maxListed));
        }
    }

    void remove(int number) throws ErrnoException {
        Fid fid = fids.remove(number);
        if (fid == null) {
            throw unknown(number);
        }
        release(fid);
    }

    void clear() {
        fids.clear();
        listed.set(0);
    }

    private void release(Fid fid) {
        switch (fid.use()) {
            case Fid.Use.Names(DirectoryListing listing) -> listed.addAndGet(-listing.size());
            case Fid.Use.Value value -> listed.addAndGet(-value.names());
            case Fid.Use.Found _, Fid.Use.Content _ -> {}
        }
    }

    private static ErrnoException unknown(int number) {
        return new ErrnoException(Errno.EBADF, "9P fid %d: is given to no file".formatted(number));
    }
}
