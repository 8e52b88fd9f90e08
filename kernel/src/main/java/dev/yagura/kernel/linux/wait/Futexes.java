package dev.yagura.kernel.linux.wait;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The hash tables of those who wait for a word of memory to change; {@code kernel/futex}.
 *
 * <p>All processes shared one table until 6.16. Since then it is one for each node of memory, and a
 * process with several threads may have its own beside.
 */
final class Futexes {
    /** {@code futex_init} makes this many buckets for each CPU that there may be. */
    private static final long BUCKETS_FOR_A_CPU = 256;

    /**
     * Buckets of a process's own table: it may ask for more than the kernel gives, as many asked.
     */
    private static final long MAX_OWN_BUCKETS = 1 << 20;

    /** Buckets of all such tables together; one of the kernel's choosing has 4 for each thread. */
    private static final long MAX_BUCKETS = 4 * MAX_OWN_BUCKETS;

    /** {@code MAX_NUMNODES} with the largest {@code CONFIG_NODES_SHIFT}, 10. */
    private static final int MAX_NODES = 1024;

    private static final int CHUNK_BYTES = 4096;

    private final Linux linux;
    private final StructViews views;
    private final AddressSpace memory;
    private final Chains chains;
    private final WaitSink sink;
    private final Set<Long> tables = new HashSet<>();
    private long ownBuckets;

    /** One that waits; a request of io_uring's, which no task waits for, has none. */
    @KernelStruct("futex_q")
    interface Waiter extends StructView {
        @KernelField("task")
        long taskGva();

        @KernelField("list.node_list.next")
        long nextGva();
    }

    /**
     * The tables of a process, since 6.16: the one in use, and the one that will take its place.
     */
    @KernelStruct("mm_struct")
    interface OwnTables extends StructView {
        @KernelField({"futex_phash", "futex.phash.hash"})
        long tableGva();

        @KernelField({"futex_phash_new", "futex.phash.hash_new"})
        long nextTableGva();
    }

    @KernelStruct("futex_private_hash")
    interface OwnTable extends StructView {
        @KernelField("hash_mask")
        int mask();
    }

    Futexes(Linux linux, Chains chains, WaitSink sink) {
        this.linux = linux;
        this.views = linux.views();
        this.memory = linux.kernel().memory();
        this.chains = chains;
        this.sink = sink;
    }

    /**
     * Walks the tables that processes share.
     *
     * @throws IOException if this kernel has none, they cannot be read, or the memory source fails
     */
    void shared() throws IOException {
        long data = Symbols.require(linux.kernel(), "__futex_data");
        long cpus = PerCpu.of(linux.kernel()).cpus().size();
        long most = Long.highestOneBit(2 * BUCKETS_FOR_A_CPU * cpus - 1);
        // The variable's structure has no name to find its type by. It has a mask, a shift and a
        // pointer for each node since processes may have tables of their own.
        if (!views.has("futex_private_hash", "queues")) {
            table(memory.u64(data), memory.u64(data + Long.BYTES), most);
            return;
        }
        long count = memory.u64(data) + 1;
        long tables = data + 2 * Long.BYTES;
        for (int node = 0; node < nodes(); node++) {
            long first = memory.u64(tables + (long) node * Long.BYTES);
            if (first != 0) {
                table(first, count, most);
            }
        }
    }

    /** {@code nr_node_ids}; no symbol in kernels for one node. */
    private int nodes() throws IOException {
        OptionalLong symbol = linux.kernel().symbols().address("nr_node_ids");
        if (symbol.isEmpty()) {
            return 1;
        }
        long count = memory.u32(symbol.getAsLong());
        if (count < 1 || count > MAX_NODES) {
            throw malformed("nr_node_ids", "is %d, expected 1..%d".formatted(count, MAX_NODES));
        }
        return (int) count;
    }

    /**
     * Walks the tables that a process has for itself.
     *
     * @param mmGva address of its {@code mm_struct}
     * @throws IOException if they cannot be read, or the memory source fails
     */
    void of(long mmGva) throws IOException {
        if (linux.kernel().symbols().address("futex_hash_free").isEmpty()) {
            return; // before 6.16, or built without CONFIG_FUTEX_PRIVATE_HASH
        }
        OwnTables own = views.at(OwnTables.class, mmGva);
        own(own.tableGva());
        own(own.nextTableGva());
    }

    private void own(long gva) throws IOException {
        if (gva == 0 || !tables.add(gva)) {
            return;
        }
        long count = Integer.toUnsignedLong(views.at(OwnTable.class, gva).mask()) + 1;
        if (ownBuckets >= MAX_BUCKETS) {
            throw malformed("buckets", "come after %d others".formatted(ownBuckets));
        }
        ownBuckets += Math.min(count, MAX_OWN_BUCKETS);
        table(gva + views.offsetOf("futex_private_hash", "queues"), count, MAX_OWN_BUCKETS);
    }

    private void table(long firstGva, long count, long most) throws IOException {
        if (Long.bitCount(count) != 1 || count < 1 || count > most) {
            throw malformed(
                    "buckets",
                    "are %s, expected a power of two up to %d"
                            .formatted(Long.toUnsignedString(count), most));
        }
        long bucketBytes = views.sizeOf("futex_hash_bucket");
        long chainAt = views.offsetOf("futex_hash_bucket", "chain.node_list");
        long bytes = count * bucketBytes;
        for (long from = 0; from < bytes; from += CHUNK_BYTES) {
            long chunk = firstGva + from;
            int length = (int) Math.min(CHUNK_BYTES, bytes - from);
            ByteBuffer buckets =
                    ByteBuffer.wrap(memory.bytes(chunk, length)).order(ByteOrder.LITTLE_ENDIAN);
            for (long at = chainAt; at < length; at += bucketBytes) {
                if (buckets.getLong((int) at) != chunk + at) {
                    chains.walk(WaitKind.FUTEX, chunk + at, this::waiter);
                }
            }
        }
    }

    private Chains.Node waiter(StructViews look, long node) throws IOException {
        Waiter waiter = look.type(Waiter.class).containerOf(node, "list.node_list");
        return new Chains.Node(
                waiter.nextGva(),
                () -> {
                    if (waiter.taskGva() != 0) {
                        sink.waits(WaitKind.FUTEX, waiter.taskGva());
                    }
                });
    }

    private static MalformedStructureException malformed(String field, String found) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "futex_hash_bucket", field, 0, found);
    }
}
