package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which part of the log counts: from the first record whose changes are not all in place, to the
 * last one that was written as a whole.
 *
 * @param tail block of the first record
 * @param last the last record
 */
record LogExtent(long tail, LogRecord last) {
    /** Records that may be on their way at once, and so be torn; {@code XLOG_MAX_ICLOGS}. */
    private static final int MAX_IN_FLIGHT = 8;

    /** Blocks in which those lie: 256 KiB each. */
    private static final int MAX_IN_FLIGHT_BLOCKS = MAX_IN_FLIGHT * 256 * 1024 / LogBlocks.BLOCK;

    private static final int FLAG_UNMOUNT = 0x20;
    private static final Field OH_FLAGS = new Field("oh_flags", 9, 1);

    /**
     * Finds the end of what was written last, by the cycles, and there the last whole record.
     *
     * @return empty if nothing was ever written
     * @throws MalformedStructureException if there is no whole record at the end
     */
    static Optional<LogExtent> find(LogBlocks log) throws IOException {
        long cycle = log.cycle(0);
        if (cycle == 0) {
            return Optional.empty();
        }
        List<LogRecord> records = lastRecords(log, end(log, cycle));
        LogRecord last = null;
        for (LogRecord record : records) {
            boolean follows =
                    last == null || log.after(last.block(), last.blocks()) == record.block();
            if (!follows || !record.isWhole()) {
                break; // torn: it was being written when the power went
            }
            last = record;
        }
        if (last == null) {
            throw log.block(0)
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            new Field("h_crc", 32, 4),
                            "matches in none of the last %d records".formatted(records.size()));
        }
        long tail = LogRecord.blockOf(last.tailLsn());
        last.headers().requireRange(new Field("h_tail_lsn", 24, 8), tail, 0, log.count() - 1);
        return Optional.of(new LogExtent(tail, last));
    }

    /** Returns whether the filesystem was unmounted, so that all changes are in place. */
    boolean isClean() throws MalformedStructureException {
        Structure operations = last.unpacked();
        return last.operations() == 1 && (operations.u8(OH_FLAGS) & FLAG_UNMOUNT) != 0;
    }

    /** Returns the block behind the last record. */
    long head(LogBlocks log) {
        return log.after(last.block(), last.blocks());
    }

    /** Returns the first block that was not written in the newest round, or the log's length. */
    private static long end(LogBlocks log, long cycle) throws IOException {
        long newest = 0;
        long older = log.count();
        if (log.cycle(log.count() - 1) != cycle) {
            older = log.count() - 1;
            while (older - newest > 1) {
                long middle = (newest + older) >>> 1;
                if (log.cycle(middle) == cycle) {
                    newest = middle;
                } else {
                    older = middle;
                }
            }
        }
        return withoutGaps(log, cycle, older);
    }

    /** Writes are not in order: takes the end back to the first block that is still missing. */
    private static long withoutGaps(LogBlocks log, long cycle, long end) throws IOException {
        long window = Math.min(MAX_IN_FLIGHT_BLOCKS, log.count());
        long previous = end < log.count() ? log.cycle(end) : cycle - 1;
        // The window may reach over the start of the log, into the round before.
        for (long distance = window; distance > 0; distance--) {
            long at = end - distance;
            long missing = at < 0 ? previous - 1 : previous;
            long block = log.after(at, 0);
            if (previous != 0 || at >= 0) {
                if (log.cycle(block) == missing) {
                    return block;
                }
            }
        }
        return end;
    }

    /**
     * Returns the last records before a block that follow each other, at most so many as may be
     * torn, oldest first.
     */
    private static List<LogRecord> lastRecords(LogBlocks log, long end) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        long limit = Math.min(log.count(), 2L * MAX_IN_FLIGHT_BLOCKS);
        long nextBack = 0;
        for (long back = 1; back <= limit && records.size() <= MAX_IN_FLIGHT; back++) {
            long block = log.after(end, -back);
            if (log.isRecord(block)) {
                Optional<LogRecord> record = readable(log, block);
                boolean fits = record.isPresent() && record.get().blocks() <= back - nextBack;
                if (fits) {
                    records.addFirst(record.get());
                    nextBack = back;
                } else if (!records.isEmpty()) {
                    break; // what is further back is of an older round
                }
            }
        }
        return records;
    }

    private static Optional<LogRecord> readable(LogBlocks log, long block) throws IOException {
        try {
            return Optional.of(LogRecord.read(log, block));
        } catch (MalformedStructureException e) {
            return Optional.empty();
        }
    }
}
