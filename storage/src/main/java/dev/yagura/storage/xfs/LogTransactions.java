package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the transactions out of the records of the log; {@code struct xlog_op_header}. */
final class LogTransactions {
    /** Bytes of transactions that are not yet complete: what else would fill the memory. */
    private static final long MAX_PENDING_BYTES = 256L << 20;

    /** Transactions that are not yet complete; the kernel has one or two. */
    private static final int MAX_STARTED = 1000;

    private static final int OPERATION_BYTES = 12;
    private static final int START = 0x01;
    private static final int COMMIT = 0x02;
    private static final int CONTINUE = 0x04;
    private static final int WAS_CONTINUED = 0x08;
    private static final int END = 0x10;
    private static final int UNMOUNT = 0x20;

    /** Called with one transaction after the other, as they were committed. */
    @FunctionalInterface
    interface Visitor {
        /** Takes the items of a transaction that started in the record at {@code lsn}. */
        void visit(long lsn, List<LogItem> items) throws IOException;
    }

    private final LogBlocks log;
    private final ChecksumPolicy policy;
    private final Visitor visitor;
    private final Map<Long, LogTransaction> started = new HashMap<>();
    private long pendingBytes;

    LogTransactions(LogBlocks log, ChecksumPolicy policy, Visitor visitor) {
        this.log = log;
        this.policy = policy;
        this.visitor = visitor;
    }

    /** Reads the part of the log that counts; transactions that were not committed are left out. */
    void read(LogExtent extent) throws IOException {
        long head = extent.head(log);
        long block = extent.tail();
        long left = log.count();
        do {
            LogRecord record = LogRecord.read(log, block);
            left -= record.blocks();
            record.headers().requireRange(new Field("h_len", 12, 4), left, 0, log.count());
            if (!record.isWhole()) {
                policy.found(record.damage());
            }
            readRecord(record);
            block = log.after(block, record.blocks());
        } while (block != head);
    }

    private void readRecord(LogRecord record) throws IOException {
        Structure bytes = record.unpacked();
        long at = 0;
        for (long i = 0; i < record.operations(); i++) {
            Field length = new Field("oh_len", at + 4, 4);
            long tid = bytes.u32be(new Field("oh_tid", at, 4));
            int flags = bytes.u8(new Field("oh_flags", at + 9, 1));
            long data = at + OPERATION_BYTES;
            long dataBytes =
                    bytes.requireRange(length, bytes.u32be(length), 0, bytes.size() - data);
            MemorySegment slice = bytes.bytes().asSlice(data, dataBytes);
            operation(record.lsn(), tid, flags, new Structure(bytes.name(), slice));
            at = data + dataBytes;
        }
    }

    private void operation(long lsn, long tid, int flags, Structure bytes) throws IOException {
        Field flagsField = new Field("oh_flags", 9, 1);
        if ((flags & START) != 0) {
            forget(started.put(tid, new LogTransaction(lsn)));
            bytes.requireRange(flagsField, started.size(), 1, MAX_STARTED);
            return;
        }
        LogTransaction transaction = started.get(tid);
        if (transaction == null) {
            return; // it started before the tail: all of it is in place
        }
        if ((flags & UNMOUNT) != 0) {
            forget(started.remove(tid));
            return;
        }
        long before = transaction.memoryBytes();
        switch (flags & ~END & ((flags & WAS_CONTINUED) != 0 ? ~CONTINUE : ~0)) {
            case 0, CONTINUE -> {
                if (bytes.size() > 0) {
                    transaction.add(bytes);
                }
            }
            case WAS_CONTINUED -> transaction.addRest(bytes);
            case COMMIT -> {
                visitor.visit(transaction.lsn(), transaction.items());
                forget(started.remove(tid));
                return;
            }
            default ->
                    throw bytes.malformed(
                            Reason.OUT_OF_RANGE,
                            flagsField,
                            "is 0x%x, expected those of an operation".formatted(flags));
        }
        pendingBytes += transaction.memoryBytes() - before;
        bytes.requireRange(new Field("oh_len", 4, 4), pendingBytes, 0, MAX_PENDING_BYTES);
    }

    private void forget(@Nullable LogTransaction transaction) {
        if (transaction != null) {
            pendingBytes -= transaction.memoryBytes();
        }
    }
}
