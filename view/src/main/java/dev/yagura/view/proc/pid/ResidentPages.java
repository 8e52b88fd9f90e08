package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.PercpuCounter;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/**
 * How many pages of a process are in memory; {@code get_mm_counter()} of include/linux/mm.h.
 *
 * <p>Since 6.2 each kind is counted by every CPU for itself, and put together from time to time.
 *
 * @param file of files
 * @param anonymous of its own
 * @param swapped of its own, in swap space
 * @param shared of shared memory
 */
record ResidentPages(long file, long anonymous, long swapped, long shared) {

    /**
     * Returns the numbers as they were last put together.
     *
     * @throws IOException if guest memory cannot be read
     */
    static ResidentPages of(ProcGuest guest, long mmGva) throws IOException {
        return new Reader(guest, mmGva, false).read();
    }

    /**
     * Returns the numbers with what the CPUs have counted since.
     *
     * @throws IOException if guest memory cannot be read
     */
    static ResidentPages exactly(ProcGuest guest, long mmGva) throws IOException {
        return new Reader(guest, mmGva, true).read();
    }

    /** Returns how many there are in all. */
    long total() {
        return file + anonymous + shared;
    }

    /** Reads the counters of one process. */
    private record Reader(ProcGuest guest, long mmGva, boolean exact) {
        ResidentPages read() throws IOException {
            return new ResidentPages(counter(0), counter(1), counter(2), counter(3));
        }

        private long counter(int number) throws IOException {
            StructViews views = guest.views();
            String plain = "rss_stat.count[%d].counter".formatted(number);
            if (views.has("mm_struct", plain)) {
                return atLeastZero(guest.memory().u64(mmGva + views.offsetOf("mm_struct", plain)));
            }
            String member = "rss_stat[%d]".formatted(number);
            long counter = mmGva + views.offsetOf("mm_struct", member);
            PercpuCounter pages = views.at(PercpuCounter.class, counter);
            return atLeastZero(exact ? guest.sum(pages) : pages.count());
        }

        private static long atLeastZero(long count) {
            return Math.max(count, 0);
        }
    }
}
