package dev.yagura.hypervisor.tap;

import static java.util.Objects.requireNonNull;

import dev.yagura.hypervisor.qemu.Owner;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.hypervisor.qmp.QmpAccess;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CaptureSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The taps of one running QEMU that this process has attached. Safe for concurrent use. */
public final class Taps {
    /** Taps of one guest at a time: each one makes QEMU copy every frame. */
    private static final int MAX_TAPS = 8;

    private static final int MAX_INTERFACES = 32;

    /** About a third of a second of a 1 Gbit/s link. */
    private static final long QUEUE_BYTES = 32L << 20;

    private static final int LINKTYPE_ETHERNET = 1;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final QemuProcess process;
    private final QemuProcesses processes;
    private int attached;

    /** Prepares to tap a process; nothing is asked of it yet. */
    public Taps(QemuProcess process, QemuProcesses processes) {
        this.process = requireNonNull(process, "process");
        this.processes = requireNonNull(processes, "processes");
    }

    /**
     * Attaches a tap; all frames from then on are in it, or counted as lost.
     *
     * @param wanted names of interfaces; empty for all
     * @throws IOException if there is no such interface, or QEMU refuses: then nothing is attached
     */
    public CaptureSource open(List<String> wanted, QmpAccess monitor) throws IOException {
        take();
        boolean opened = false;
        try {
            CaptureSource tap = attach(wanted, monitor);
            opened = true;
            return tap;
        } finally {
            if (!opened) {
                letGo();
            }
        }
    }

    private synchronized void take() throws IOException {
        if (attached == MAX_TAPS) {
            throw new IOException(
                    "%s: has %d taps, as many as there may be"
                            .formatted(process.label(), MAX_TAPS));
        }
        attached++;
    }

    private synchronized void letGo() {
        attached--;
    }

    private GuestTap attach(List<String> wanted, QmpAccess monitor) throws IOException {
        FrameQueue queue = new FrameQueue(QUEUE_BYTES);
        TapFilters filters = new TapFilters(Owner.self(), NUMBERS::incrementAndGet);
        TapReader reader = TapReader.start(queue);
        TapDirectory directory = TapDirectory.create(process);
        boolean done = false;
        try (TapListener listener = TapListener.open(directory, process)) {
            Attaching attaching = new Attaching(filters, listener, queue, reader);
            monitor.ask(qmp -> {
                TapHost host = new TapHost(qmp);
                TapFilters.removeStale(host);
                try {
                    attaching.attach(host, choose(host.interfaces(), wanted));
                    return filters;
                } catch (IOException e) {
                    removeAfter(e, filters, host);
                    throw e;
                }
            });
            reader.complete();
            done = true;
        } finally {
            if (!done) {
                reader.stop();
                directory.delete();
            }
        }
        return new GuestTap(queue, reader, () -> detach(filters, directory, monitor));
    }

    private static void removeAfter(IOException e, TapFilters filters, TapHost host) {
        try {
            filters.remove(host);
        } catch (IOException second) {
            e.addSuppressed(second);
        }
    }

    /** What is needed to attach interfaces. */
    private record Attaching(
            TapFilters filters, TapListener listener, FrameQueue queue, TapReader reader) {
        void attach(TapHost host, List<GuestInterface> interfaces) throws IOException {
            int index = 0;
            for (GuestInterface each : interfaces) {
                var captured = new CaptureInterface(index++, each.name(), LINKTYPE_ETHERNET, 0);
                queue.describe(captured);
                try {
                    attach(host, each, captured);
                } catch (IOException e) {
                    throw new IOException(
                            "interface %s cannot be tapped: %s"
                                    .formatted(each.name(), e.getMessage()),
                            e);
                }
            }
        }

        private void attach(TapHost host, GuestInterface each, CaptureInterface captured)
                throws IOException {
            TapFilters.Connected all = filters.connect(host, listener);
            TapFilters.Connected sent;
            try {
                sent = filters.connect(host, listener);
            } catch (IOException e) {
                all.channel().close();
                throw e;
            }
            var tapped = new TappedInterface(captured, all.channel(), sent.channel());
            reader.add(tapped); // before QEMU writes to it
            filters.mirror(host, all.name(), each, TapHost.Queue.ALL);
            filters.mirror(host, sent.name(), each, TapHost.Queue.RX);
            reader.follow(tapped);
        }
    }

    private List<GuestInterface> choose(List<GuestInterface> there, List<String> wanted)
            throws IOException {
        List<String> names = there.stream().map(GuestInterface::name).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new IOException(
                        "%s: has no network interface %s; there are: %s"
                                .formatted(process.label(), name, listed(names)));
            }
        }
        List<GuestInterface> chosen = new ArrayList<>(there);
        chosen.removeIf(each -> !wanted.isEmpty() && !wanted.contains(each.name()));
        if (chosen.isEmpty() || chosen.size() > MAX_INTERFACES) {
            throw new IOException(
                    "%s: has %d network interfaces to tap, expected 1 to %d"
                            .formatted(process.label(), chosen.size(), MAX_INTERFACES));
        }
        return chosen;
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private void detach(TapFilters filters, TapDirectory directory, QmpAccess monitor)
            throws IOException {
        letGo();
        try {
            monitor.ask(qmp -> {
                filters.remove(new TapHost(qmp));
                return filters;
            });
        } catch (IOException e) {
            if (isThere()) {
                throw e;
            }
        }
        directory.delete();
    }

    private boolean isThere() {
        try {
            processes.requireSame(process);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
