package dev.yagura.channel.plan9;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The fids that a client has of a server: those of the files that were used last. A file that has
 * lost its own is walked to once more, from the nearest directory that has one.
 */
final class RemoteFids {
    /** The fid of the tree's root, which is never let go of. */
    static final int ROOT = 0;

    /** Far below what servers allow; more are walked to again, at one question each. */
    private static final int MAX_HELD = 1024;

    private final Plan9Client client;
    private final Map<RemoteFile, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicInteger last = new AtomicInteger(ROOT);

    /** A fid, and how many threads use it right now. */
    final class Held implements AutoCloseable {
        private final int fid;
        private int users = 1;
        private boolean open;

        private Held(int fid) {
            this.fid = fid;
        }

        int fid() {
            return fid;
        }

        /** Opens the file for reading, unless it is. */
        synchronized void open() throws IOException {
            if (!open) {
                RemoteFids.this.open(fid);
                open = true;
            }
        }

        @Override
        public void close() {
            synchronized (held) {
                users--;
            }
        }
    }

    RemoteFids(Plan9Client client) {
        this.client = client;
    }

    Plan9Client client() {
        return client;
    }

    /** Returns a fid number that is given to no file. */
    int fresh() {
        return last.updateAndGet(number -> number == Plan9.NO_FID - 1 ? ROOT + 1 : number + 1);
    }

    void open(int fid) throws IOException {
        client.ask(
                MessageType.TLOPEN,
                2 * Integer.BYTES,
                message -> message.u32(fid).u32(0),
                MessageType.RLOPEN);
    }

    void clunk(int fid) throws IOException {
        client.ask(
                MessageType.TCLUNK, Integer.BYTES, message -> message.u32(fid), MessageType.RCLUNK);
    }

    /**
     * Walks from a fid to a new one.
     *
     * @return whether all names are there
     */
    boolean walk(int from, int to, List<FileName> names) throws IOException {
        int bytes = 2 * Integer.BYTES + Short.BYTES;
        for (FileName name : names) {
            bytes += Short.BYTES + name.bytes().length;
        }
        MessageReader answer;
        try {
            answer =
                    client.ask(
                            MessageType.TWALK,
                            bytes,
                            message -> {
                                message.u32(from).u32(to).u16(names.size());
                                names.forEach(name -> message.string(name.bytes()));
                            },
                            MessageType.RWALK);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
        return answer.u16("nwqid") == names.size();
    }

    /** Returns a fid of the file, to be closed after use. */
    Held of(RemoteFile file) throws IOException {
        synchronized (held) {
            Held known = held.get(file);
            if (known != null) {
                known.users++;
                return known;
            }
        }
        return keep(file, walkTo(file));
    }

    /** Keeps a new fid of a file; of two, the first. */
    Held keep(RemoteFile file, int fid) throws IOException {
        List<Integer> superfluous = new ArrayList<>();
        Held result;
        synchronized (held) {
            Held other = held.get(file);
            if (other != null) {
                other.users++;
                superfluous.add(fid);
                result = other;
            } else {
                result = new Held(fid);
                held.put(file, result);
                if (held.size() > MAX_HELD) {
                    dropEldest(superfluous);
                }
            }
        }
        for (int old : superfluous) {
            clunk(old);
        }
        return result;
    }

    /** Takes the file that was not used for the longest time out of those held. */
    private void dropEldest(List<Integer> dropped) {
        for (Iterator<Held> eldest = held.values().iterator(); eldest.hasNext(); ) {
            Held old = eldest.next();
            if (old.users == 0) {
                eldest.remove();
                dropped.add(old.fid);
                return;
            }
        }
    }

    private int walkTo(RemoteFile file) throws IOException {
        List<FileName> names = new ArrayList<>();
        @Nullable RemoteFile above = file;
        Optional<Held> start = Optional.empty();
        while (above != null && start.isEmpty()) {
            names.addFirst(above.name());
            above = above.parent();
            start = heldNow(above);
        }
        if (above == null) {
            names.removeFirst(); // the root has none
        }
        int to = fresh();
        int from = start.map(Held::fid).orElse(ROOT);
        try {
            walkInSteps(from, to, names);
        } finally {
            start.ifPresent(Held::close);
        }
        return to;
    }

    private void walkInSteps(int from, int to, List<FileName> names) throws IOException {
        int begin = from;
        int at = 0;
        do {
            int end = Math.min(at + Plan9.MAX_WALK_NAMES, names.size());
            if (!walk(begin, to, names.subList(at, end))) {
                throw new ErrnoException(Errno.ENOENT, "files: a file that was there is gone");
            }
            begin = to;
            at = end;
        } while (at < names.size());
    }

    private Optional<Held> heldNow(@Nullable RemoteFile file) {
        synchronized (held) {
            Held known = file == null ? null : held.get(file);
            if (known == null) {
                return Optional.empty();
            }
            known.users++;
            return Optional.of(known);
        }
    }
}
