package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.List;

/** The guest's kprobes, return probes among them; {@code kernel/kprobes.c}. */
public final class Kprobes {
    /** {@code KPROBE_TABLE_SIZE}, kernel/kprobes.c. */
    private static final int BUCKETS = 64;

    private final StructViews views;
    private final Walks walks;
    private final long aggregateHandler;
    private final long returnHandler;

    /** Returns the kprobes of a guest; nothing is read yet. */
    public Kprobes(Linux linux) {
        this.views = linux.views();
        this.walks = linux.walks();
        this.aggregateHandler = symbol(linux, "aggr_pre_handler");
        this.returnHandler = symbol(linux, "pre_handler_kretprobe");
    }

    private static long symbol(Linux linux, String name) {
        return linux.kernel().symbols().address(name).orElse(0);
    }

    /**
     * Returns all probes, as {@code /sys/kernel/debug/kprobes/list} has them: those behind an
     * aggregate one by one, in the kernel's order.
     *
     * @throws IOException if this kernel has no kprobes, or the memory source fails
     */
    public Partial<Kprobe> list() throws IOException {
        long table = Symbols.require(views.kernel(), "kprobe_table");
        Partial.Collector<Kprobe> probes = Partial.collector();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            Walk<KprobeStruct> chain =
                    walks.hlist(table + (long) bucket * Long.BYTES, KprobeStruct.class, "hlist");
            probes.check(chain);
            for (KprobeStruct probe : chain.items()) {
                add(probe, probes);
            }
        }
        return probes.done();
    }

    /**
     * Returns what a return probe calls when the function returns and when it begins; 0 for none.
     *
     * @throws IOException if this kernel has no return probes, or the probe cannot be read
     */
    public List<Long> returnHandlers(Kprobe probe) throws IOException {
        long gva = probe.gva() - views.offsetOf("kretprobe", "kp");
        KprobeStruct.AtReturn at = views.at(KprobeStruct.AtReturn.class, gva);
        return List.of(at.handler(), at.entryHandler());
    }

    private void add(KprobeStruct probe, Partial.Collector<Kprobe> probes) throws IOException {
        if (probe.preHandler() == 0 || probe.preHandler() != aggregateHandler) {
            probes.add(probe(probe, 0, probe.flags()));
            return;
        }
        Walk<KprobeStruct> children = walks.list(probe.list(), KprobeStruct.class, "list");
        probes.check(children);
        for (KprobeStruct child : children.items()) {
            probes.add(probe(child, probe.gva(), child.flags() | probe.flags()));
        }
        if (children.items().isEmpty()) {
            probes.add(probe(probe, 0, probe.flags()));
        }
    }

    private Kprobe probe(KprobeStruct probe, long aggregateGva, int flags) {
        return new Kprobe(
                probe.gva(),
                aggregateGva,
                probe.address(),
                flags,
                probe.preHandler(),
                probe.postHandler(),
                probe.missed(),
                returnHandler != 0 && probe.preHandler() == returnHandler);
    }
}
