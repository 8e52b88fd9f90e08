package dev.yagura.channel.nbd;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;

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

    private final LongUnaryOperator stretchEnd;
    private final List<PendingRead> requests = new ArrayList<>();
    private final List<Shared> shared = new ArrayList<>();

    /** Bytes that are wanted, and where they go. */
    record Wanted(long offset, MemorySegment destination) {
        long end() {
            return offset + destination.byteSize();
        }
    }

    /** Bytes that several reads share, and those reads. */
    private record Shared(long offset, MemorySegment bytes, List<Wanted> reads) {}

    /**
     * Plans nothing yet.
     *
     * @param stretchEnd where the stretch ends that holds an offset: no request goes beyond
     */
    ReadPlan(LongUnaryOperator stretchEnd) {
        this.stretchEnd = stretchEnd;
    }

    /** Adds reads, each of which lies in one stretch. */
    void add(List<Wanted> reads) {
        List<Wanted> sorted = new ArrayList<>(reads);
        sorted.sort(Comparator.comparingLong(Wanted::offset));
        for (int first = 0; first < sorted.size(); ) {
            long start = sorted.get(first).offset();
            long limit = stretchEnd.applyAsLong(start);
            long end = sorted.get(first).end();
            int next = first + 1;
            while (next < sorted.size() && fits(sorted.get(next), start, end, limit)) {
                end = Math.max(end, sorted.get(next).end());
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

    private static boolean fits(Wanted read, long start, long end, long limit) {
        return read.offset() - end <= GAP_BYTES
                && read.end() - start <= MERGED_BYTES
                && end - start <= MERGED_BYTES
                && read.end() <= limit;
    }

    private void addPieces(Wanted read) {
        long length = read.destination().byteSize();
        for (long at = 0; at < length; at += PIECE_BYTES) {
            MemorySegment piece =
                    read.destination().asSlice(at, Math.min(PIECE_BYTES, length - at));
            requests.add(new PendingRead(read.offset() + at, piece));
        }
    }

    private void addShared(long start, long end, List<Wanted> reads) {
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
            for (Wanted read : one.reads()) {
                MemorySegment.copy(
                        one.bytes(),
                        read.offset() - one.offset(),
                        read.destination(),
                        0,
                        read.destination().byteSize());
            }
        }
    }
}
