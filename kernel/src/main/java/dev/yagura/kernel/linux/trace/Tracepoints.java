package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.view.ViewType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The guest's tracepoints, those of modules too; {@code kernel/tracepoint.c}. */
public final class Tracepoints {
    /** A kernel has some 2,000; a module a few hundred at most. */
    private static final int MAX_TRACEPOINTS = 1 << 16;

    /** Probes at one place; a handful in practice. */
    private static final int MAX_PROBES = 4096;

    private final Linux linux;
    private final StructViews views;

    /** Returns the tracepoints of a guest; nothing is read yet. */
    public Tracepoints(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns all tracepoints, those of the image first.
     *
     * @throws IOException if this kernel has none, or the memory source fails
     */
    public Partial<Tracepoint> list() throws IOException {
        Partial.Collector<Tracepoint> found = Partial.collector();
        long first = Symbols.require(views.kernel(), "__start___tracepoints_ptrs");
        long end = Symbols.require(views.kernel(), "__stop___tracepoints_ptrs");
        add("tracepoints of the image", first, (end - first) / Integer.BYTES, found);
        ViewType<TracepointStruct.Module> modules = views.type(TracepointStruct.Module.class);
        for (KernelModule module : linux.modules().list()) {
            String what = "tracepoints of " + module.name();
            Partial.Collector<TracepointStruct.Module> read = Partial.collector();
            read.add(what, () -> modules.at(module.gva()));
            Partial<TracepointStruct.Module> of = read.done();
            of.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            for (TracepointStruct.Module m : of.items()) {
                add(what, m.references(), Integer.toUnsignedLong(m.count()), found);
            }
        }
        return found.done();
    }

    /** Adds what an array of references leads to: x86-64 has them relative to themselves. */
    private void add(String what, long first, long count, Partial.Collector<Tracepoint> found)
            throws IOException {
        if (Long.compareUnsigned(count, MAX_TRACEPOINTS) > 0) {
            found.missing(
                    what,
                    "%s of them, expected %d at most"
                            .formatted(Long.toUnsignedString(count), MAX_TRACEPOINTS));
            return;
        }
        Partial.Collector<byte[]> read = Partial.collector();
        read.add(what, () -> views.kernel().memory().bytes(first, (int) count * Integer.BYTES));
        Partial<byte[]> whole = read.done();
        whole.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        ViewType<TracepointStruct> tracepoints = views.type(TracepointStruct.class);
        for (byte[] bytes : whole.items()) {
            ByteBuffer references = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < references.limit(); at += Integer.BYTES) {
                long gva = first + at + references.getInt(at);
                found.add(
                        "tracepoint at 0x%x".formatted(gva),
                        () -> tracepoint(tracepoints.at(gva), found));
            }
        }
    }

    private Tracepoint tracepoint(TracepointStruct point, Partial.Collector<Tracepoint> losses)
            throws IOException {
        List<Tracepoint.Probe> probes = new ArrayList<>();
        long size = views.sizeOf("tracepoint_func");
        long at = point.functionsGva();
        while (at != 0) {
            TracepointStruct.Probe probe = views.at(TracepointStruct.Probe.class, at);
            if (probe.function() == 0) {
                break;
            }
            if (probes.size() == MAX_PROBES) {
                losses.missing(point.toString(), "list of probes does not end");
                break;
            }
            probes.add(new Tracepoint.Probe(probe.function(), probe.data()));
            at += size;
        }
        return new Tracepoint(point.gva(), point.name(), probes, point.called().orElse(0));
    }
}
