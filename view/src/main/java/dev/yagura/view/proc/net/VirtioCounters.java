package dev.yagura.view.proc.net;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What the driver of virtio's interfaces counts, for each of its queues; {@code virtnet_stats()} of
 * drivers/net/virtio_net.c. Its structures are the module's, so they are known where the kernel
 * keeps the types of modules.
 */
final class VirtioCounters {
    private static final String DRIVER = "virtio_net";

    /** {@code NETDEV_ALIGN}: where a driver's own begins behind an interface. */
    private static final long ALIGNMENT = 32;

    private VirtioCounters() {}

    @KernelStruct("net_device")
    interface Device extends StructView {
        @KernelField("dev.parent->driver->name")
        Optional<String> driver() throws IOException;
    }

    @KernelStruct("virtnet_info")
    interface Driver extends StructView {
        @KernelField("max_queue_pairs")
        int pairs();

        @KernelField("sq")
        long sendQueuesGva();

        @KernelField("rq")
        long receiveQueuesGva();
    }

    /** Adds them to what is counted; false if this is another driver's, or its types unknown. */
    static boolean add(ProcGuest guest, NetInterface device, Map<String, Long> values)
            throws IOException {
        Device fields = guest.views().at(Device.class, device.gva());
        if (!fields.driver().orElse("").equals(DRIVER)) {
            return false;
        }
        Optional<StructViews> types = guest.moduleTypes().of(DRIVER);
        if (types.isEmpty()) {
            return false;
        }
        StructViews views = types.get();
        Driver driver = views.at(Driver.class, device.gva() + privateOffset(views));
        Queues received =
                new Queues(
                        guest, views, "receive_queue", driver.receiveQueuesGva(), driver.pairs());
        Queues sent =
                new Queues(guest, views, "send_queue", driver.sendQueuesGva(), driver.pairs());
        values.merge("rx_packets", received.sum("packets"), Long::sum);
        values.merge("rx_bytes", received.sum("bytes"), Long::sum);
        values.merge("rx_dropped", received.sum("drops"), Long::sum);
        values.merge("tx_packets", sent.sum("packets"), Long::sum);
        values.merge("tx_bytes", sent.sum("bytes"), Long::sum);
        values.merge("tx_errors", sent.sum("tx_timeouts"), Long::sum);
        return true;
    }

    /** A member of its own since 6.10, and behind the interface before. */
    private static long privateOffset(StructViews views) throws IOException {
        return views.has("net_device", "priv")
                ? views.offsetOf("net_device", "priv")
                : (views.sizeOf("net_device") + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private record Queues(
            ProcGuest guest, StructViews views, String struct, long firstGva, int count) {

        /** Returns a counter of all queues; 0 of one that this kernel does not have. */
        long sum(String counter) throws IOException {
            String path = "stats." + counter;
            if (!views.has(struct, path)) {
                return 0;
            }
            long sum = 0;
            for (int i = 0; i < (count & 0xffff); i++) {
                long at = firstGva + i * views.sizeOf(struct) + views.offsetOf(struct, path);
                sum += guest.memory().u64(at);
            }
            return sum;
        }
    }
}
