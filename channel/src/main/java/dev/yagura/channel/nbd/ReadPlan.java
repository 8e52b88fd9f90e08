package dev.yagura.channel.nbd;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory.Read;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which requests a batch of reads becomes: neighbours share one, long reads are cut into pieces.
 *
 * <p>A request costs both ends about as much as 4 KiB of data, so small gaps are fetched and thrown
 * away.
 */
final class ReadPlan {
    /** Longest request; with several in flight longer ones gain nothing. */
    static final int PIECE_BYTES = 1 << 20;

    /** Longest request that is made of several reads. */
    static final int MERGED_BYTES = 1 << 18;

    /** Longest gap between two reads that share a request. */
    static final int GAP_BYTES = 1 << 12;

    private final List<GpaRange> ram;
    private final List<PendingRead> requests = new ArrayList<>();
    private final List<Shared> shared = new ArrayList<>();

    /** Bytes that several reads share, and those reads. */
    private record Shared(long gpa, MemorySegment bytes, List<Read> reads) {}

    ReadPlan(List<GpaRange> ram) {
        this.ram = ram;
    }

    /** Adds reads; none of them meets a hole. */
    void add(List<Read> reads) {
        List<Read> sorted = new ArrayList<>(reads);
        sorted.sort(Comparator.comparingLong(Read::gpa));
        for (int first = 0; first < sorted.size(); ) {
            long start = sorted.get(first).gpa();
            GpaRange range = Holes.rangeOf(ram, start);
            long end = end(sorted.get(first));
            int next = first + 1;
            while (next < sorted.size() && fits(sorted.get(next), start, end, range)) {
                end = Math.max(end, end(sorted.get(next)));
                next++;
            }
            if (next == first + 1) {
                addPieces(sorted.get(first));
            } else {
                addShared(start, end, List.copyOf(sorted.subList(first, next)));
            }
            first = next;
        }
    }

    private static boolean fits(Read read, long start, long end, GpaRange range) {
        return read.gpa() - end <= GAP_BYTES
                && end(read) - start <= MERGED_BYTES
                && end - start <= MERGED_BYTES
                && end(read) <= range.end();
    }

    private static long end(Read read) {
        return read.gpa() + read.destination().byteSize();
    }

    private void addPieces(Read read) {
        long length = read.destination().byteSize();
        for (long at = 0; at < length; at += PIECE_BYTES) {
            MemorySegment piece =
                    read.destination().asSlice(at, Math.min(PIECE_BYTES, length - at));
            requests.add(new PendingRead(read.gpa() + at, piece));
        }
    }

    private void addShared(long start, long end, List<Read> reads) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[(int) (end - start)]);
        shared.add(new Shared(start, bytes, reads));
        requests.add(new PendingRead(start, bytes));
    }

    /** Returns the requests, in ascending order of what they read. */
    List<PendingRead> requests() {
        return requests;
    }

    /** Hands shared bytes out, once all requests are answered. */
    void distribute() {
        for (Shared one : shared) {
            for (Read read : one.reads()) {
                MemorySegment.copy(
                        one.bytes(),
                        read.gpa() - one.gpa(),
                        read.destination(),
                        0,
                        read.destination().byteSize());
            }
        }
    }
}
