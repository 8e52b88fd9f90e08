package dev.yagura.kernel.linux.system;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.view.ViewType;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The kernel's log, as {@code dmesg} prints it: the lockless ring of {@code
 * kernel/printk/printk_ringbuffer.c}, since 5.10.
 */
public final class KernelLog {
    /** {@code log_buf_len=} allows 2 GiB of text; a record takes 32 bytes of it on average. */
    private static final int MAX_COUNT_BITS = 26;

    private static final int MAX_SIZE_BITS = 31;

    /** The two bits of a descriptor's state above its number. */
    private static final int STATE_SHIFT = 62;

    private static final long ID_MASK = (1L << STATE_SHIFT) - 1;
    private static final long COMMITTED = 1;
    private static final long FINALIZED = 2;

    /** Caller numbers with this bit are CPUs: {@code printk_caller_id}. */
    private static final int CPU_CALLER = 1 << 31;

    private final StructViews views;
    private final AddressSpace memory;

    /** Returns the log of a guest; nothing is read yet. */
    public KernelLog(Linux linux) {
        this.views = linux.views();
        this.memory = linux.kernel().memory();
    }

    /**
     * Returns the records that are still there, oldest first. One that is being written in this
     * moment is left out.
     *
     * @throws MalformedStructureException if the ring's geometry is not to be believed
     * @throws IOException if this kernel has no such log, or the memory source fails
     */
    public Partial<LogRecord> read() throws IOException {
        long ringGva = memory.u64(Symbols.require(views.kernel(), "prb"));
        LogStructs.Ring ring = views.at(LogStructs.Ring.class, ringGva);
        check(ring, "count_bits", ring.countBits(), MAX_COUNT_BITS);
        check(ring, "size_bits", ring.sizeBits(), MAX_SIZE_BITS);
        long count = 1L << ring.countBits();
        Partial.Collector<LogRecord> records = Partial.collector();
        long held = (ring.headId() - ring.tailId()) & ID_MASK;
        if (held >= count) {
            records.missing(
                    ring.toString(),
                    "holds %d records, expected fewer than %d".formatted(held, count));
            held = count - 1;
        }
        ViewType<LogStructs.Descriptor> descriptors = views.type(LogStructs.Descriptor.class);
        ViewType<LogStructs.Details> infos = views.type(LogStructs.Details.class);
        for (long i = held; i >= 0; i--) {
            long id = (ring.headId() - i) & ID_MASK;
            long slot = id & (count - 1);
            Partial.Collector<Optional<LogRecord>> one = Partial.collector();
            one.add(
                    "log record with id 0x%x".formatted(id),
                    () -> {
                        var descriptor =
                                descriptors.at(ring.descriptors() + slot * descriptors.sizeBytes());
                        return isThere(descriptor, id)
                                ? Optional.of(
                                        record(
                                                ring,
                                                descriptor,
                                                infos.at(ring.infos() + slot * infos.sizeBytes()),
                                                id))
                                : Optional.empty();
                    });
            Partial<Optional<LogRecord>> read = one.done();
            read.items().forEach(record -> record.ifPresent(records::add));
            read.missing().forEach(loss -> records.missing(loss.what(), loss.why()));
        }
        return records.done();
    }

    private void check(LogStructs.Ring ring, String field, int bits, int max) throws IOException {
        if (bits < 0 || bits > max) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    ring.toString(),
                    field,
                    views.offsetOf(
                            "printk_ringbuffer",
                            field.equals("size_bits")
                                    ? "text_data_ring.size_bits"
                                    : "desc_ring.count_bits"),
                    "is %s, expected 0..%d".formatted(Integer.toUnsignedString(bits), max));
        }
    }

    private static boolean isThere(LogStructs.Descriptor descriptor, long id) {
        long state = descriptor.state() >>> STATE_SHIFT;
        return (descriptor.state() & ID_MASK) == id && (state == COMMITTED || state == FINALIZED);
    }

    private LogRecord record(
            LogStructs.Ring ring,
            LogStructs.Descriptor descriptor,
            LogStructs.Details info,
            long id)
            throws IOException {
        String caller =
                info.callerId() == 0
                        ? ""
                        : (info.callerId() & CPU_CALLER) != 0
                                ? "C" + (info.callerId() & ~CPU_CALLER)
                                : "T" + info.callerId();
        return new LogRecord(
                info.sequence(),
                info.nanoseconds(),
                info.level() & 7,
                info.facility() & 0xFF,
                caller,
                info.subsystem(),
                info.device(),
                text(ring, descriptor, info.textLength() & 0xFFFF, id));
    }

    /** Reads the block of text; it begins with the number of its record. */
    private String text(LogStructs.Ring ring, LogStructs.Descriptor descriptor, int length, long id)
            throws IOException {
        if ((descriptor.begin() & 1) != 0 && (descriptor.next() & 1) != 0) {
            return ""; // dataless: an empty line
        }
        long size = 1L << ring.sizeBits();
        long begin = descriptor.begin() & (size - 1);
        long end = descriptor.next() & (size - 1);
        boolean wraps =
                end != 0
                        && descriptor.begin() >>> ring.sizeBits()
                                != descriptor.next() >>> ring.sizeBits();
        long start = wraps ? 0 : begin;
        long room = (wraps || end != 0 ? end : size) - start - Long.BYTES;
        long owner = memory.u64(ring.data() + start);
        if (owner != id || room < 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    descriptor.toString(),
                    "text_blk_lpos",
                    views.offsetOf("prb_desc", "text_blk_lpos"),
                    "leads to a block of record 0x%x with room for %d, expected record 0x%x"
                            .formatted(owner, room, id));
        }
        return new String(
                memory.bytes(ring.data() + start + Long.BYTES, (int) Math.min(length, room)),
                StandardCharsets.UTF_8);
    }
}
