package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The netfilter hooks of a guest, of all network namespaces and interfaces. */
public final class NetfilterHooks {
    /** {@code MAX_HOOK_COUNT} in net/netfilter/core.c. */
    private static final int MAX_HOOKS = 1024;

    /** {@code NF_HOOK_OP_NF_TABLES} in include/linux/netfilter.h. */
    private static final int NF_TABLES = 1;

    /** {@code enum nf_inet_hooks}; bridges have the same. */
    private static final List<String> INET =
            List.of("prerouting", "input", "forward", "output", "postrouting", "ingress");

    /** {@code NF_ARP_*} in include/uapi/linux/netfilter_arp.h. */
    private static final List<String> ARP = List.of("input", "output", "forward");

    /**
     * A family and where its hooks are.
     *
     * @param member of {@code struct net}
     */
    private record Family(String name, String member, List<String> hooks) {}

    private static final List<Family> FAMILIES =
            List.of(
                    new Family("ipv4", "hooks_ipv4", INET),
                    new Family("ipv6", "hooks_ipv6", INET),
                    new Family("arp", "hooks_arp", ARP),
                    new Family("bridge", "hooks_bridge", INET),
                    new Family("decnet", "hooks_decnet", INET));

    private final Linux linux;
    private final StructViews views;

    /** Reads nothing yet. */
    public NetfilterHooks(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Where hooks are.
     *
     * @param device interface of a {@code netdev} hook, null for others
     */
    private record Place(
            NetworkNamespace namespace, String family, String hook, @Nullable String device) {
        @Override
        public String toString() {
            return "%s hooks at %s%s of network namespace %d"
                    .formatted(
                            family, hook, device == null ? "" : " of " + device, namespace.inode());
        }
    }

    /**
     * Returns all hooks, those of a place in the order in which they are called; none in a kernel
     * without netfilter.
     *
     * @throws IOException if this kernel's hooks cannot be read at all, or the memory's source
     *     fails
     */
    public Listing<NetfilterHook> list() throws IOException {
        Gaps gaps = new Gaps();
        List<NetfilterHook> hooks = new ArrayList<>();
        List<NetworkNamespace> namespaces = new NetworkNamespaces(linux).list(gaps);
        for (NetworkNamespace namespace : namespaces) {
            for (Family family : FAMILIES) {
                family(namespace, family, hooks, gaps);
            }
        }
        for (NetDevices.Found found : new NetDevices(linux, gaps).list(namespaces)) {
            NetDevice device = found.device();
            NetworkNamespace namespace = found.namespace();
            Place in = new Place(namespace, "netdev", "ingress", device.name());
            Place out = new Place(namespace, "netdev", "egress", device.name());
            entries(in, device.ingressHooksGva(), hooks, gaps);
            entries(out, device.egressHooksGva(), hooks, gaps);
        }
        return new Listing<>(hooks, gaps.list());
    }

    private void family(
            NetworkNamespace namespace, Family family, List<NetfilterHook> hooks, Gaps gaps)
            throws IOException {
        String path = "nf." + family.member();
        if (!views.has("net", path)) {
            return;
        }
        long first = namespace.gva() + views.offsetOf("net", path);
        for (int i = 0; i < length(family.member()); i++) {
            String name = i < family.hooks().size() ? family.hooks().get(i) : "hook-" + i;
            Place place = new Place(namespace, family.name(), name, null);
            long pointer = first + (long) i * Long.BYTES;
            Long entries = gaps.read(place.toString(), () -> views.kernel().memory().u64(pointer));
            entries(
                    place,
                    entries == null ? OptionalLong.empty() : OptionalLong.of(entries),
                    hooks,
                    gaps);
        }
    }

    private int length(String member) {
        return views.kernel()
                                .types()
                                .struct("netns_nf")
                                .flatMap(s -> s.member(member))
                                .map(StructType.Member::type)
                                .orElse(null)
                        instanceof CType.Array(var _, long count)
                ? (int) Math.min(count, MAX_HOOKS)
                : 0;
    }

    private void entries(Place place, OptionalLong gva, List<NetfilterHook> hooks, Gaps gaps)
            throws IOException {
        if (gva.isEmpty() || gva.getAsLong() == 0) {
            return;
        }
        gaps.read(
                place.toString(),
                () -> {
                    HookStructs.Entries entries =
                            views.at(HookStructs.Entries.class, gva.getAsLong());
                    int count = entries.count();
                    if (count > MAX_HOOKS) {
                        gaps.add(
                                place.toString(),
                                "%d hooks, expected %d at most".formatted(count, MAX_HOOKS));
                        count = MAX_HOOKS;
                    }
                    for (int i = 0; i < count; i++) {
                        hooks.add(hook(place, entries, i, gaps));
                    }
                    return null;
                });
    }

    private NetfilterHook hook(Place place, HookStructs.Entries entries, int position, Gaps gaps)
            throws IOException {
        long first = entries.gva() + views.offsetOf("nf_hook_entries", "hooks");
        long size = views.sizeOf("nf_hook_entry");
        HookStructs.Entry entry = views.at(HookStructs.Entry.class, first + position * size);
        long operationsGva =
                views.kernel()
                        .memory()
                        .u64(first + entries.count() * size + (long) position * Long.BYTES);
        HookStructs.Operations operations =
                gaps.read(
                        place + ", registration " + position,
                        () -> views.at(HookStructs.Operations.class, operationsGva));
        boolean nftables = operations != null && operations.type().orElse(0) == NF_TABLES;
        return new NetfilterHook(
                entry.gva(),
                place.namespace(),
                place.family(),
                place.hook(),
                place.device(),
                position,
                operations == null ? OptionalInt.empty() : OptionalInt.of(operations.priority()),
                entry.function(),
                entry.argument(),
                operationsGva,
                operations == null ? 0 : operations.function(),
                nftables,
                nftables && views.has("nft_chain", "name")
                        ? gaps.read(place + ", chain", () -> chain(entry.argument()))
                        : null);
    }

    private @Nullable String chain(long gva) throws IOException {
        HookStructs.Chain chain = views.at(HookStructs.Chain.class, gva);
        String name = chain.name().orElse(null);
        return name == null ? null : chain.table().map(table -> table + " " + name).orElse(name);
    }
}
