package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.OptionalLong;

/** Lists the timers of all CPUs. */
public final class Timers {
    /** {@code NR_BASES}: 2, and 3 since 6.10; a kernel without idle ticks has 1. */
    private static final int MAX_BASES = 3;

    /** {@code WHEEL_SIZE} is 512 or 576; {@code HRTIMER_MAX_CLOCK_BASES} is 8. */
    private static final int MAX_ELEMENTS = 1024;

    private final Linux linux;
    private final StructViews views;
    private final Partial.Collector<Timer> found = Partial.collector();

    @KernelStruct("timer_list")
    interface WheelTimer extends StructView {
        long expires();

        long function();
    }

    @KernelStruct("hrtimer")
    interface HighTimer extends StructView {
        @KernelField("node.expires")
        long expires();

        long function();
    }

    private Timers(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns the timers, CPU by CPU.
     *
     * @throws IOException if this kernel's timers cannot be read, or the memory source fails
     */
    public static Partial<Timer> list(Linux linux) throws IOException {
        Timers timers = new Timers(linux);
        linux.views().require(WheelTimer.class, HighTimer.class);
        PerCpu perCpu = PerCpu.of(linux.kernel());
        int bases = timers.bases(perCpu);
        for (PerCpu.Cpu cpu : perCpu.cpus()) {
            try {
                timers.wheels(cpu.number(), perCpu.address("timer_bases", cpu), bases);
                timers.trees(cpu.number(), perCpu.address("hrtimer_bases", cpu));
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                timers.found.missing(
                        "timers of CPU %d".formatted(cpu.number()), String.valueOf(e.getMessage()));
            }
        }
        return timers.found.done();
    }

    /** Returns how many bases fit between the array's symbol and the next. */
    private int bases(PerCpu perCpu) throws IOException {
        OptionalLong first = linux.kernel().symbols().address("timer_bases");
        if (first.isEmpty()) {
            perCpu.address("timer_bases", perCpu.cpus().getFirst()); // says that it is missing
        }
        long size = views.sizeOf("timer_base");
        OptionalLong next =
                linux.kernel().symbols().sorted().stream()
                        .mapToLong(Symbol::gva)
                        .filter(gva -> Long.compareUnsigned(gva, first.orElse(0)) > 0)
                        .findFirst();
        long fit = next.isEmpty() || size == 0 ? 1 : (next.getAsLong() - first.orElse(0)) / size;
        return Math.clamp(fit, 1, MAX_BASES);
    }

    private void wheels(int cpu, long firstGva, int bases) throws IOException {
        long size = views.sizeOf("timer_base");
        long vectors = views.offsetOf("timer_base", "vectors");
        int count = length("timer_base", "vectors");
        for (int base = 0; base < bases; base++) {
            for (int bucket = 0; bucket < count; bucket++) {
                long head = firstGva + base * size + vectors + (long) bucket * Long.BYTES;
                Walk<WheelTimer> timers = linux.walks().hlist(head, WheelTimer.class, "entry");
                found.check(timers);
                for (WheelTimer timer : timers.items()) {
                    found.add(
                            new Timer(
                                    timer.gva(),
                                    Timer.Kind.WHEEL,
                                    cpu,
                                    base,
                                    timer.expires(),
                                    timer.function()));
                }
            }
        }
    }

    private void trees(int cpu, long basesGva) throws IOException {
        long first = basesGva + views.offsetOf("hrtimer_cpu_base", "clock_base");
        long size = views.sizeOf("hrtimer_clock_base");
        long root =
                views.offsetOf(
                        "hrtimer_clock_base", "active.rb_root.rb_root", "active.head.rb_root");
        String node = views.has("hrtimer", "node.node.node") ? "node.node.node" : "node.node";
        int count = length("hrtimer_cpu_base", "clock_base");
        for (int clock = 0; clock < count; clock++) {
            Walk<HighTimer> timers =
                    linux.walks().tree(first + clock * size + root, HighTimer.class, node);
            found.check(timers);
            for (HighTimer timer : timers.items()) {
                found.add(
                        new Timer(
                                timer.gva(),
                                Timer.Kind.HIGH_RESOLUTION,
                                cpu,
                                clock,
                                timer.expires(),
                                timer.function()));
            }
        }
    }

    private int length(String struct, String member) {
        return views.kernel()
                                .types()
                                .struct(struct)
                                .flatMap(type -> type.member(member))
                                .map(StructType.Member::type)
                                .orElse(null)
                        instanceof CType.Array(var _, long count)
                ? (int) Math.min(count, MAX_ELEMENTS)
                : 0;
    }
}
