package dev.yagura.kernel.linux.bpf;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Kprobe;
import dev.yagura.kernel.linux.trace.Kprobes;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.OptionalLong;

/** BPF programs that run at kernel probes; {@code kernel/trace/trace_kprobe.c}. */
public final class Attachments {
    /** {@code BPF_TRACE_MAX_PROGS}, kernel/trace/bpf_trace.c. */
    private static final int MAX_PROGRAMS = 64;

    private static final int RETURN_HANDLER = 0;

    /**
     * That a program runs at a place.
     *
     * @param programGva address of its {@code bpf_prog}
     * @param function the kernel function
     */
    public record Attachment(long programGva, String function) {}

    @KernelStruct("trace_kprobe")
    interface Probe extends StructView {
        @KernelField("tp.event->call.prog_array")
        OptionalLong programsGva() throws IOException;
    }

    private final Linux linux;
    private final StructViews views;
    private final Partial.Collector<Attachment> found = Partial.collector();

    private Attachments(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns the programs at kernel probes.
     *
     * @throws IOException if the memory source fails
     */
    public static Partial<Attachment> list(Linux linux) throws IOException {
        Attachments attachments = new Attachments(linux);
        attachments.probes();
        return attachments.found.done();
    }

    private void probes() throws IOException {
        OptionalLong dispatcher = views.kernel().symbols().address("kprobe_dispatcher");
        OptionalLong atReturn = views.kernel().symbols().address("kretprobe_dispatcher");
        if (dispatcher.isEmpty() || !views.has("trace_kprobe", "rp.kp")) {
            return; // a kernel without kprobes, or without events made of them
        }
        Kprobes kprobes = new Kprobes(linux);
        Owners owners = linux.owners();
        Partial<Kprobe> probes = kprobes.list();
        probes.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        for (Kprobe probe : probes.items()) {
            Partial.Collector<Boolean> event = Partial.collector();
            event.add(
                    "kprobe at 0x%x".formatted(probe.gva()),
                    () ->
                            probe.preHandler() == dispatcher.getAsLong()
                                    || (probe.atReturn()
                                            && atReturn.isPresent()
                                            && kprobes.returnHandlers(probe).get(RETURN_HANDLER)
                                                    == atReturn.getAsLong()));
            if (event.done().items().contains(true)) {
                String function = owners.locate(probe.address()).symbol().replaceAll("\\+0x.*", "");
                long gva = probe.gva() - views.offsetOf("trace_kprobe", "rp.kp");
                add(function, gva);
            }
        }
    }

    private void add(String function, long probeGva) throws IOException {
        Partial.Collector<Long> read = Partial.collector();
        read.add(
                "trace_kprobe at 0x%x".formatted(probeGva),
                () -> views.at(Probe.class, probeGva).programsGva().orElse(0));
        Partial<Long> array = read.done();
        array.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        for (long gva : array.items()) {
            programs(function, gva);
        }
    }

    /** The array ends with a null pointer. */
    private void programs(String function, long arrayGva) throws IOException {
        if (arrayGva == 0) {
            return;
        }
        long first = arrayGva + views.offsetOf("bpf_prog_array", "items");
        long size = views.sizeOf("bpf_prog_array_item");
        for (int i = 0; i < MAX_PROGRAMS; i++) {
            long item = first + i * size + views.offsetOf("bpf_prog_array_item", "prog");
            Partial.Collector<Long> read = Partial.collector();
            read.add(
                    "bpf_prog_array at 0x%x".formatted(arrayGva),
                    () -> views.kernel().memory().u64(item));
            Partial<Long> program = read.done();
            program.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            if (program.items().isEmpty() || program.items().getFirst() == 0) {
                return;
            }
            found.add(new Attachment(program.items().getFirst(), function));
        }
    }
}
