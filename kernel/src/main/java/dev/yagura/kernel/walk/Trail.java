package dev.yagura.kernel.walk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The way a walk has gone: what it collected, which nodes it met, and why it stopped. */
final class Trail<T> {
    private final String container;
    private final WalkLimits limits;
    private final List<T> items = new ArrayList<>();
    private final Set<Long> met = new HashSet<>();
    private WalkEnd.@Nullable Cut cut;

    Trail(String container, WalkLimits limits) {
        this.container = container;
        this.limits = limits;
    }

    /** Reads one thing of the guest. */
    interface GuestRead<R> {
        R read() throws IOException;
    }

    /** Returns whether the walk may go on. */
    boolean goesOn() {
        return cut == null;
    }

    void add(T item) {
        items.add(item);
    }

    /** Stops the walk. */
    void stop(WalkEnd.Reason reason, long gva, long from, String detail) {
        if (cut == null) {
            cut = new WalkEnd.Cut(reason, gva, from, detail);
        }
    }

    /** Steps to a node; returns false, and stops the walk, if that may not be. */
    boolean stepTo(long gva, long from) {
        if (gva == 0 || gva % Long.BYTES != 0) {
            stop(WalkEnd.Reason.MALFORMED, gva, from, "is no address of a node");
        } else if (met.size() >= limits.entries()) {
            stop(
                    WalkEnd.Reason.LIMIT,
                    gva,
                    from,
                    "has more than %d nodes".formatted(limits.entries()));
        } else if (!met.add(gva)) {
            stop(WalkEnd.Reason.CYCLE, gva, from, "was met before");
        }
        return goesOn();
    }

    /**
     * Reads from a node; returns null, and stops the walk, if the guest gives nothing to read.
     *
     * @throws IOException if the memory source fails
     */
    <R> @Nullable R read(long gva, long from, GuestRead<R> read) throws IOException {
        try {
            return read.read();
        } catch (PageNotPresentException | MemoryHoleException e) {
            stop(WalkEnd.Reason.NOT_MAPPED, gva, from, String.valueOf(e.getMessage()));
        } catch (MalformedStructureException e) {
            stop(WalkEnd.Reason.MALFORMED, gva, from, String.valueOf(e.getMessage()));
        }
        return null;
    }

    Walk<T> done() {
        return new Walk<>(container, items, cut == null ? new WalkEnd.Complete() : cut);
    }
}
