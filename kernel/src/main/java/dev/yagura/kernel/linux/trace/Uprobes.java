package dev.yagura.kernel.linux.trace;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.fs.FileNames;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Lists the probes in programs; {@code kernel/events/uprobes.c}. Consumers are in a chain of
 * pointers before 6.12 and in a list since.
 */
public final class Uprobes {
    /** Consumers of one probe; a machine has one or two. */
    private static final int MAX_CONSUMERS = 65536;

    private final Linux linux;
    private final StructViews views;
    private final FileNames names;
    private final Partial.Collector<Uprobe> found = Partial.collector();

    @KernelStruct("uprobe")
    interface Probe extends StructView {
        @KernelField("inode")
        long inodeGva();

        @KernelField("inode->i_sb")
        OptionalLong superBlockGva() throws IOException;

        long offset();

        @KernelField("ref_ctr_offset")
        OptionalLong counterOffset();
    }

    @KernelStruct("uprobe_consumer")
    interface Consumer extends StructView {
        long handler();

        @KernelField("ret_handler")
        long returnHandler();

        /** Returns the next one before 6.12. */
        @KernelField("next")
        OptionalLong nextGva();
    }

    private Uprobes(Linux linux, FileNames names) {
        this.linux = linux;
        this.views = linux.views();
        this.names = names;
    }

    /**
     * Returns a record for each consumer, and one for a probe that nobody wants.
     *
     * @throws IOException if this kernel has no uprobes, or the memory source fails
     */
    public static Partial<Uprobe> list(Linux linux) throws IOException {
        long root = Symbols.require(linux.kernel(), "uprobes_tree");
        Uprobes uprobes = new Uprobes(linux, FileNames.of(linux));
        Walk<Probe> probes = linux.walks().tree(root, Probe.class, "rb_node");
        uprobes.found.check(probes);
        for (Probe probe : probes.items()) {
            uprobes.read(probe);
        }
        return uprobes.found.done();
    }

    private void read(Probe probe) throws IOException {
        Optional<String> path = path(probe);
        List<Consumer> consumers = consumers(probe);
        for (Consumer consumer : consumers) {
            found.add(
                    of(probe, path, consumer.gva(), consumer.handler(), consumer.returnHandler()));
        }
        if (consumers.isEmpty()) {
            found.add(of(probe, path, 0, 0, 0));
        }
    }

    private static Uprobe of(
            Probe probe, Optional<String> path, long gva, long handler, long returnHandler) {
        return new Uprobe(
                gva,
                probe.gva(),
                probe.inodeGva(),
                path,
                probe.offset(),
                probe.counterOffset().orElse(0),
                handler,
                returnHandler);
    }

    private Optional<String> path(Probe probe) throws IOException {
        try {
            return names.of(probe.superBlockGva().orElse(0), probe.inodeGva()).paths().stream()
                    .findFirst();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing("path of " + probe, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private List<Consumer> consumers(Probe probe) throws IOException {
        long head = probe.gva() + views.offsetOf("uprobe", "consumers");
        if (views.has("uprobe_consumer", "cons_node")) {
            Walk<Consumer> walk = linux.walks().list(head, Consumer.class, "cons_node");
            found.check(walk);
            return walk.items();
        }
        List<Consumer> consumers = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        try {
            long at = views.kernel().memory().u64(head);
            while (at != 0) {
                if (seen.size() == MAX_CONSUMERS || !seen.add(at)) {
                    found.missing("consumers of " + probe, "0x%x does not end them".formatted(at));
                    break;
                }
                Consumer consumer = views.at(Consumer.class, at);
                consumers.add(consumer);
                at = consumer.nextGva().orElse(0);
            }
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing("consumers of " + probe, String.valueOf(e.getMessage()));
        }
        return consumers;
    }
}
