package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.view.ViewType;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.Walks;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** The guest's function tracer; {@code kernel/trace/ftrace.c}. */
public final class Ftrace {
    /** Tracers at one time: a handful in practice. */
    private static final int MAX_TRACERS = 4096;

    /** {@code FTRACE_HASH_MAX_BITS} is 12; a few more cost nothing. */
    private static final long MAX_HASH_BITS = 16;

    /** Blocks of records: each module has its own, and each is one allocation at least. */
    private static final int MAX_BLOCKS = 1 << 16;

    /** The kernel allocates at most 4 MiB in one piece: {@code MAX_ORDER} 10. */
    private static final long MAX_BLOCK_BYTES = 4 << 20;

    private final StructViews views;
    private final Walks walks;
    private final AddressSpace memory;

    /** Returns the tracer of a guest; nothing is read yet. */
    public Ftrace(Linux linux) {
        this.views = linux.views();
        this.walks = linux.walks();
        this.memory = linux.kernel().memory();
    }

    /**
     * Returns all tracers, in use or about to be.
     *
     * @throws IOException if this kernel has no function tracer, or the memory source fails
     */
    public Partial<FunctionTracer> tracers() throws IOException {
        long end = Symbols.require(views.kernel(), "ftrace_list_end");
        Partial.Collector<FunctionTracer> tracers = Partial.collector();
        Set<Long> seen = new HashSet<>();
        long[] at = {memory.u64(Symbols.require(views.kernel(), "ftrace_ops_list"))};
        while (at[0] != 0 && at[0] != end) {
            String what = "ftrace_ops at 0x%x".formatted(at[0]);
            if (seen.size() == MAX_TRACERS || !seen.add(at[0])) {
                tracers.missing(what, "list of tracers does not end");
                break;
            }
            long gva = at[0];
            at[0] = 0;
            tracers.add(
                    what,
                    () -> {
                        FtraceOpsStruct ops = views.at(FtraceOpsStruct.class, gva);
                        at[0] = ops.next();
                        return tracer(ops, tracers);
                    });
        }
        return tracers.done();
    }

    private FunctionTracer tracer(FtraceOpsStruct ops, Partial.Collector<FunctionTracer> losses)
            throws IOException {
        return new FunctionTracer(
                ops.gva(),
                ops.flags(),
                ops.callback(),
                ops.savedFunc().orElse(0),
                ops.trampoline().orElse(0),
                ops.trampolineSize().orElse(0),
                ops.directCall().orElse(0),
                sites(ops.filterGva().orElse(0), losses),
                sites(ops.notraceGva().orElse(0), losses));
    }

    /**
     * Returns the functions that are sent elsewhere without a callback, by the address of their
     * traced instruction, and where to. Where other tracers want such a function too, the kernel
     * goes by this and by nothing that is in the function.
     *
     * @throws IOException if the memory source fails
     */
    public Partial<DirectCall> directCalls() throws IOException {
        Partial.Collector<DirectCall> calls = Partial.collector();
        OptionalLong hash = views.kernel().symbols().address("direct_functions");
        if (hash.isPresent()) {
            Partial.Collector<Map<Long, Long>> read = Partial.collector();
            read.add("direct_functions", () -> sites(memory.u64(hash.getAsLong()), calls));
            Partial<Map<Long, Long>> whole = read.done();
            whole.missing().forEach(loss -> calls.missing(loss.what(), loss.why()));
            for (Map<Long, Long> sites : whole.items()) {
                sites.forEach((site, target) -> calls.add(new DirectCall(site, target)));
            }
        }
        return calls.done();
    }

    /** Reads every bucket of a hash: site to direct call. */
    private Map<Long, Long> sites(long hashGva, Partial.Collector<?> losses) throws IOException {
        Map<Long, Long> sites = new HashMap<>();
        if (hashGva == 0) {
            return sites;
        }
        FtraceOpsStruct.Hash hash = views.at(FtraceOpsStruct.Hash.class, hashGva);
        if (hash.count() == 0 || hash.buckets() == 0) {
            return sites; // the kernel's own empty_hash
        }
        if (Long.compareUnsigned(hash.sizeBits(), MAX_HASH_BITS) > 0) {
            losses.missing(
                    hash.toString(),
                    "size_bits is %s, expected 0..%d"
                            .formatted(Long.toUnsignedString(hash.sizeBits()), MAX_HASH_BITS));
            return sites;
        }
        int buckets = 1 << hash.sizeBits();
        ByteBuffer heads = buffer(hash.buckets(), (long) buckets * Long.BYTES);
        for (int bucket = 0; bucket < buckets; bucket++) {
            if (heads.getLong(bucket * Long.BYTES) != 0) {
                Walk<FtraceOpsStruct.Entry> chain =
                        walks.hlist(
                                hash.buckets() + (long) bucket * Long.BYTES,
                                FtraceOpsStruct.Entry.class,
                                "hlist");
                losses.check(chain);
                chain.items().forEach(entry -> sites.put(entry.ip(), entry.direct().orElse(0)));
            }
        }
        return sites;
    }

    /**
     * Returns the functions that are traced, or wanted to be; those only prepared for it are left
     * out.
     *
     * @throws IOException if this kernel has no function tracer, or the memory source fails
     */
    public Partial<TracedFunction> functions() throws IOException {
        return records(function -> function.isEnabled() || function.tracers() > 0);
    }

    /**
     * Returns all functions that can be traced.
     *
     * @throws IOException if this kernel has no function tracer, or the memory source fails
     */
    public Partial<TracedFunction> prepared() throws IOException {
        return records(_ -> true);
    }

    private Partial<TracedFunction> records(Predicate<TracedFunction> wanted) throws IOException {
        ViewType<Block> blocks = views.type(Block.class);
        Partial.Collector<TracedFunction> functions = Partial.collector();
        Set<Long> seen = new HashSet<>();
        long[] at = {memory.u64(Symbols.require(views.kernel(), "ftrace_pages_start"))};
        while (at[0] != 0) {
            String what = "ftrace_page at 0x%x".formatted(at[0]);
            if (seen.size() == MAX_BLOCKS || !seen.add(at[0])) {
                functions.missing(what, "list of records does not end");
                break;
            }
            long gva = at[0];
            at[0] = 0;
            Partial.Collector<Block> read = Partial.collector();
            read.add(what, () -> blocks.at(gva));
            Partial<Block> block = read.done();
            block.missing().forEach(loss -> functions.missing(loss.what(), loss.why()));
            for (Block found : block.items()) {
                at[0] = found.next();
                records(found, wanted, functions);
            }
        }
        return functions.done();
    }

    private void records(
            Block block,
            Predicate<TracedFunction> wanted,
            Partial.Collector<TracedFunction> functions)
            throws IOException {
        long size = views.sizeOf("dyn_ftrace");
        long site = views.offsetOf("dyn_ftrace", "ip");
        long flags = views.offsetOf("dyn_ftrace", "flags");
        long bytes = Integer.toUnsignedLong(block.index()) * size;
        if (bytes > MAX_BLOCK_BYTES) {
            functions.missing(
                    block.toString(),
                    "index is %s, expected %d at most"
                            .formatted(
                                    Integer.toUnsignedString(block.index()),
                                    MAX_BLOCK_BYTES / size));
            return;
        }
        Partial.Collector<ByteBuffer> read = Partial.collector();
        read.add(block.toString(), () -> buffer(block.records(), bytes));
        Partial<ByteBuffer> whole = read.done();
        whole.missing().forEach(loss -> functions.missing(loss.what(), loss.why()));
        for (ByteBuffer records : whole.items()) {
            for (int at = 0; at + size <= records.limit(); at += (int) size) {
                TracedFunction function =
                        new TracedFunction(
                                block.records() + at,
                                records.getLong(at + (int) site),
                                records.getLong(at + (int) flags));
                if (wanted.test(function)) {
                    functions.add(function);
                }
            }
        }
    }

    private ByteBuffer buffer(long gva, long lengthBytes) throws IOException {
        return ByteBuffer.wrap(memory.bytes(gva, (int) lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
