package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.walk.BucketWalk;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what could not be read while the rest is read on; keeps a bounded number of them. */
final class Gaps {
    /** More gaps than these say nothing new; those beyond are counted. */
    private static final int MAX = 256;

    private final List<Gap> gaps = new ArrayList<>();
    private long untold;

    /** Reads something of the guest. */
    interface Reading<T> {
        @Nullable T read() throws IOException;
    }

    void add(String what, String why) {
        if (gaps.size() < MAX) {
            gaps.add(new Gap(what, why));
        } else {
            untold++;
        }
    }

    /**
     * Reads something, or notes why it cannot be read and returns null.
     *
     * @throws IOException if the memory's source fails, not the guest
     */
    <T> @Nullable T read(String what, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            add(what, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Returns what a walk found, and notes where it was cut. */
    List<Long> nodes(BucketWalk walk) {
        walk.cuts().forEach(cut -> add(walk.container(), cut.toString()));
        return walk.nodes();
    }

    /** Returns what a walk found, and notes where it was cut. */
    <T> List<T> items(Walk<T> walk) {
        if (walk.end() instanceof WalkEnd.Cut cut) {
            add(walk.container(), cut.toString());
        }
        return walk.items();
    }

    List<Gap> list() {
        List<Gap> all = new ArrayList<>(gaps);
        if (untold > 0) {
            all.add(new Gap("network", "%d gaps beyond these %d".formatted(untold, MAX)));
        }
        return all;
    }
}
