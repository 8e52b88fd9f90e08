package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Lists the events that {@code perf} and others count; {@code kernel/events/core.c}. Before 6.2
 * each CPU and thread had a context for each kind of PMU, since then one.
 */
public final class PerfEvents {
    /** {@code TASK_TOMBSTONE}: the event is the kernel's, or its creator has ended. */
    private static final long NOBODY = -1;

    /** {@code PERF_TYPE_BREAKPOINT}, include/uapi/linux/perf_event.h. */
    private static final int BREAKPOINT = 5;

    private final Linux linux;
    private final StructViews views;
    private final boolean byKind;
    private final Partial.Collector<PerfEvent> found = Partial.collector();
    private final Set<Long> seen = new HashSet<>();

    @KernelStruct("perf_event_context")
    interface Context extends StructView {
        @KernelField("task->pid")
        OptionalInt pid() throws IOException;
    }

    @KernelStruct("pmu")
    interface Pmu extends StructView {
        /** Returns the per-CPU address of its contexts, before 6.2. */
        @KernelField("pmu_cpu_context")
        OptionalLong contexts();
    }

    /** A task since 6.2. */
    @KernelStruct("task_struct")
    interface Counted extends StructView {
        @KernelField("perf_event_ctxp")
        long contextGva();
    }

    /** A task before 6.2. */
    @KernelStruct("task_struct")
    interface CountedByKind extends StructView {
        @KernelField("perf_event_ctxp")
        long[] contextGvas();
    }

    @KernelStruct("task_struct")
    interface Creator extends StructView {
        int pid();
    }

    @KernelStruct("perf_event")
    interface Event extends StructView {
        @KernelField("attr.type")
        int type();

        @KernelField("attr.config")
        long config();

        @KernelField("attr.sample_period")
        long samplePeriod();

        @KernelField("attr.bp_addr")
        OptionalLong breakpointGva();

        @KernelField("pmu->name")
        Optional<String> pmu() throws IOException;

        int state();

        int cpu();

        @KernelField("owner")
        long creatorGva();

        @KernelField("overflow_handler")
        long overflowHandler();

        @KernelField("prog")
        OptionalLong programGva();
    }

    private PerfEvents(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
        this.byKind = views.has("pmu", "pmu_cpu_context");
    }

    /**
     * Returns the events, those of CPUs first.
     *
     * @throws IOException if this kernel has no such events, or the memory source fails
     */
    public static Partial<PerfEvent> list(Linux linux) throws IOException {
        linux.views().require(Context.class, Event.class);
        PerfEvents events = new PerfEvents(linux);
        for (long context : events.ofCpus()) {
            events.read(context);
        }
        for (Task thread : linux.tasks().threads()) {
            events.unlessBroken(
                    "events of thread %d".formatted(thread.pid()),
                    () -> {
                        for (long context : events.of(thread)) {
                            events.read(context);
                        }
                    });
        }
        return events.found.done();
    }

    private interface Part {
        void read() throws IOException;
    }

    private void unlessBroken(String what, Part part) throws IOException {
        try {
            part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing(what, String.valueOf(e.getMessage()));
        }
    }

    private List<Long> ofCpus() throws IOException {
        PerCpu perCpu = PerCpu.of(linux.kernel());
        List<Long> bases = new ArrayList<>();
        if (byKind) {
            long head = Symbols.require(linux.kernel(), "pmus");
            Walk<Pmu> pmus = linux.walks().list(head, Pmu.class, "entry");
            found.check(pmus);
            for (Pmu pmu : pmus.items()) {
                pmu.contexts().ifPresent(bases::add);
            }
        } else {
            bases.add(Symbols.require(linux.kernel(), "perf_cpu_context"));
        }
        long inContext = views.offsetOf("perf_cpu_context", "ctx");
        List<Long> contexts = new ArrayList<>();
        for (PerCpu.Cpu cpu : perCpu.cpus()) {
            for (long base : bases) {
                contexts.add(cpu.address(base) + inContext);
            }
        }
        return contexts;
    }

    private List<Long> of(Task thread) throws IOException {
        List<Long> contexts = new ArrayList<>();
        if (byKind) {
            for (long context : views.at(CountedByKind.class, thread.gva()).contextGvas()) {
                contexts.add(context);
            }
        } else {
            contexts.add(views.at(Counted.class, thread.gva()).contextGva());
        }
        contexts.removeIf(context -> context == 0);
        return contexts;
    }

    private void read(long gva) throws IOException {
        if (!seen.add(gva)) {
            return; // PMUs share contexts
        }
        unlessBroken(
                "perf_event_context at 0x%x".formatted(gva),
                () -> {
                    Context context = views.at(Context.class, gva);
                    OptionalInt pid = context.pid();
                    Walk<Event> events =
                            linux.walks()
                                    .list(
                                            gva
                                                    + views.offsetOf(
                                                            "perf_event_context", "event_list"),
                                            Event.class,
                                            "event_entry");
                    found.check(events);
                    for (Event event : events.items()) {
                        found.add(event.toString(), () -> event(event, pid));
                    }
                });
    }

    private PerfEvent event(Event event, OptionalInt pid) throws IOException {
        boolean owned = event.creatorGva() != 0 && event.creatorGva() != NOBODY;
        return new PerfEvent(
                event.gva(),
                pid,
                event.cpu(),
                event.pmu().orElse(""),
                Integer.toUnsignedLong(event.type()),
                event.config(),
                event.samplePeriod(),
                event.state(),
                owned
                        ? OptionalInt.of(views.at(Creator.class, event.creatorGva()).pid())
                        : OptionalInt.empty(),
                event.overflowHandler(),
                event.type() == BREAKPOINT ? event.breakpointGva().orElse(0) : 0,
                event.programGva().orElse(0));
    }
}
