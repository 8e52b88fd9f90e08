package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the interfaces of namespaces: in their lists, and in their tables of numbers. */
final class NetDevices {
    /** {@code NETDEV_HASHENTRIES} in include/linux/netdevice.h. */
    private static final int BUCKETS = 256;

    private final Linux linux;
    private final StructViews views;
    private final Gaps gaps;

    NetDevices(Linux linux, Gaps gaps) {
        this.linux = linux;
        this.views = linux.views();
        this.gaps = gaps;
    }

    /**
     * An interface and where it was found.
     *
     * @param listed whether it is in the namespace's list
     */
    record Found(NetDevice device, NetworkNamespace namespace, boolean listed) {}

    List<Found> list(List<NetworkNamespace> namespaces) throws IOException {
        List<Found> devices = new ArrayList<>();
        for (NetworkNamespace namespace : namespaces) {
            long link = views.offsetOf("net_device", "dev_list");
            long head = namespace.gva() + views.offsetOf("net", "dev_base_head");
            Set<Long> listed = new LinkedHashSet<>();
            for (long node : gaps.items(linux.walks().list(head))) {
                listed.add(node - link);
            }
            Set<Long> all = new LinkedHashSet<>(listed);
            all.addAll(numbered(namespace));
            for (long gva : all) {
                NetDevice device =
                        gaps.read(
                                "interface at 0x%x".formatted(gva),
                                () -> views.at(NetDevice.class, gva));
                if (device != null) {
                    devices.add(new Found(device, namespace, listed.contains(gva)));
                }
            }
        }
        return devices;
    }

    /** Returns those in the hash table by number. */
    private List<Long> numbered(NetworkNamespace namespace) throws IOException {
        String what = "interfaces by number of network namespace %d".formatted(namespace.inode());
        if (!views.has("net", "dev_index_head")) {
            return List.of();
        }
        Long table =
                gaps.read(
                        what,
                        () ->
                                views.kernel()
                                        .memory()
                                        .u64(
                                                namespace.gva()
                                                        + views.offsetOf("net", "dev_index_head")));
        if (table == null || table == 0) {
            return List.of();
        }
        long link = views.offsetOf("net_device", "index_hlist");
        return gaps.nodes(linux.walks().buckets(what, table, BUCKETS, Long.BYTES)).stream()
                .map(node -> node - link)
                .toList();
    }
}
