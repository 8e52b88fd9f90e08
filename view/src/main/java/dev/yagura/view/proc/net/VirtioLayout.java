package dev.yagura.view.proc.net;

import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the driver of virtio's interfaces keeps what it counts; drivers/net/virtio_net.c. Its
 * structures are the module's. Since 5.11 the kernel keeps the types of modules; of a kernel before
 * that, they are put together as 5.10 declares them, of parts whose sizes the kernel tells.
 *
 * @param privateAt where the driver's own begins in an interface, in bytes
 * @param pairsAt where it has the number of queues of either kind, behind that
 * @param sendQueuesAt where it has the address of the first queue to send
 * @param receiveQueuesAt where it has the address of the first queue to receive
 */
record VirtioLayout(
        long privateAt,
        long pairsAt,
        long sendQueuesAt,
        long receiveQueuesAt,
        Queue sent,
        Queue received) {
    static final String DRIVER = "virtio_net";

    /** {@code NETDEV_ALIGN}: where a driver's own begins behind an interface. */
    private static final long ALIGNMENT = 32;

    private static final long CACHE_LINE = 64;

    /** {@code MAX_SKB_FRAGS + 2}, until 6.3. */
    private static final int PARTS_OF_A_PACKET = 17 + 2;

    private static final int NAME_BYTES = 40;

    /** {@code struct virtnet_rq_stats} and {@code virtnet_sq_stats} of 5.10. */
    private static final List<String> RECEIVED =
            List.of(
                    "packets",
                    "bytes",
                    "drops",
                    "xdp_packets",
                    "xdp_tx",
                    "xdp_redirects",
                    "xdp_drops",
                    "kicks");

    private static final List<String> SENT =
            List.of("packets", "bytes", "xdp_tx", "xdp_tx_drops", "kicks");

    /**
     * A queue.
     *
     * @param name what it is called, before its number
     * @param sizeBytes of the structure
     * @param nameAt where it has its name
     * @param counters where it has counters, by name; those that this kernel has
     */
    record Queue(String name, long sizeBytes, long nameAt, Map<String, Long> counters) {
        Queue {
            counters = Map.copyOf(counters);
        }

        private static Queue of(StructViews views, String struct, String name, List<String> names)
                throws IOException {
            Map<String, Long> counters = new LinkedHashMap<>();
            for (String counter : names) {
                String path = "stats." + counter;
                if (views.has(struct, path)) {
                    counters.put(counter, views.offsetOf(struct, path));
                }
            }
            return new Queue(name, views.sizeOf(struct), views.offsetOf(struct, "name"), counters);
        }

        private static Map<String, Long> from(long at, List<String> names) {
            Map<String, Long> counters = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                counters.put(names.get(i), at + (long) i * Long.BYTES);
            }
            return counters;
        }
    }

    /**
     * Returns that of a kernel; empty if it is not known.
     *
     * @throws IOException if guest memory cannot be read
     */
    static Optional<VirtioLayout> of(ProcGuest guest) throws IOException {
        Optional<StructViews> types = guest.moduleTypes().of(DRIVER);
        if (types.isPresent()) {
            return Optional.of(told(types.get()));
        }
        return guest.isAtLeast(5, 11) ? Optional.empty() : Optional.of(of510(guest.views()));
    }

    private static VirtioLayout told(StructViews views) throws IOException {
        return new VirtioLayout(
                privateAt(views),
                views.offsetOf("virtnet_info", "max_queue_pairs"),
                views.offsetOf("virtnet_info", "sq"),
                views.offsetOf("virtnet_info", "rq"),
                Queue.of(views, "send_queue", "output", List.of("packets", "bytes", "tx_timeouts")),
                Queue.of(views, "receive_queue", "input", List.of("packets", "bytes", "drops")));
    }

    private static VirtioLayout of510(StructViews views) throws IOException {
        long packet = PARTS_OF_A_PACKET * views.sizeOf("scatterlist");
        long polling = views.sizeOf("napi_struct");
        long sendName = Long.BYTES + packet; // vq, sg
        long sendCounters = sendName + NAME_BYTES;
        long sendEnd = sendCounters + (long) SENT.size() * Long.BYTES + polling;
        long receiveCounters = Long.BYTES + polling + Long.BYTES; // vq, napi, xdp_prog
        long receivePacket =
                receiveCounters
                        + (long) RECEIVED.size() * Long.BYTES
                        + 2 * Long.BYTES // pages, mrg_avg_pkt_len
                        + views.sizeOf("page_frag");
        long receiveName = receivePacket + packet + Integer.BYTES; // min_buf_len
        long receiveEnd =
                aligned(receiveName + NAME_BYTES, CACHE_LINE) + views.sizeOf("xdp_rxq_info");
        return new VirtioLayout(
                privateAt(views),
                5 * Long.BYTES + Integer.BYTES, // vdev, cvq, dev, sq, rq, status
                3 * Long.BYTES,
                4 * Long.BYTES,
                new Queue("output", sendEnd, sendName, Queue.from(sendCounters, SENT)),
                new Queue("input", receiveEnd, receiveName, Queue.from(receiveCounters, RECEIVED)));
    }

    /** A member of its own since 6.10, and behind the interface before. */
    private static long privateAt(StructViews views) throws IOException {
        return views.has("net_device", "priv")
                ? views.offsetOf("net_device", "priv")
                : aligned(views.sizeOf("net_device"), ALIGNMENT);
    }

    private static long aligned(long bytes, long alignment) {
        return (bytes + alignment - 1) / alignment * alignment;
    }
}
