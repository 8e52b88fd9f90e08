package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The packet handlers of a guest: the kernel's, and those of namespaces and interfaces. */
public final class PacketHandlers {
    /** {@code PTYPE_HASH_SIZE} in include/linux/netdevice.h. */
    private static final int BUCKETS = 16;

    private static final int LIST_HEAD_BYTES = 16;

    private final Linux linux;
    private final StructViews views;

    /** Reads nothing yet. */
    public PacketHandlers(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /** A handler; {@code include/linux/netdevice.h}. */
    @KernelStruct("packet_type")
    interface PacketType extends StructView {
        @KernelField("type")
        int swappedProtocol();

        @KernelField("dev")
        long deviceGva();

        @KernelField("func")
        long function();

        @KernelField("list_func")
        OptionalLong listFunction();

        /** Returns what the handler keeps. */
        @KernelField("af_packet_priv")
        long privateGva();
    }

    /**
     * Returns all handlers.
     *
     * @throws IOException if this kernel's handlers cannot be read at all, or the memory's source
     *     fails
     */
    public Listing<PacketHandler> list() throws IOException {
        Gaps gaps = new Gaps();
        List<PacketHandler> handlers = new ArrayList<>();
        Set<Long> met = new HashSet<>();
        boolean all = false;
        OptionalLong symbol = symbol("ptype_all");
        if (symbol.isEmpty() && views.has("net_hotdata", "ptype_all")) { // 6.9 to 6.14
            long offset = views.offsetOf("net_hotdata", "ptype_all");
            OptionalLong hot = symbol("net_hotdata");
            symbol = hot.isEmpty() ? hot : OptionalLong.of(hot.getAsLong() + offset);
        }
        if (symbol.isPresent()) {
            all = true;
            read("all", symbol.getAsLong(), handlers, met, gaps);
        }
        long base = KernelSymbols.require(linux, "ptype_base");
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            read("protocol", base + (long) bucket * LIST_HEAD_BYTES, handlers, met, gaps);
        }
        List<NetworkNamespace> namespaces = new NetworkNamespaces(linux).list(gaps);
        boolean ofNamespaces = views.has("net", "ptype_all"); // since 6.15
        for (NetworkNamespace namespace : namespaces) {
            if (ofNamespaces) {
                long allOf = namespace.gva() + views.offsetOf("net", "ptype_all");
                long some = namespace.gva() + views.offsetOf("net", "ptype_specific");
                String where = " of network namespace " + namespace.inode();
                read("all" + where, allOf, handlers, met, gaps);
                read("protocol" + where, some, handlers, met, gaps);
            }
        }
        if (!all && !ofNamespaces) {
            throw new KernelLayoutException(
                    linux.kernel().release(), "symbols", "ptype_all", "not found");
        }
        for (NetDevices.Found found : new NetDevices(linux, gaps).list(namespaces)) {
            long device = found.device().gva();
            String where = " of interface " + found.device().name();
            long allOf = device + views.offsetOf("net_device", "ptype_all");
            long some = device + views.offsetOf("net_device", "ptype_specific");
            read("all" + where, allOf, handlers, met, gaps);
            read("protocol" + where, some, handlers, met, gaps);
        }
        return new Listing<>(handlers, gaps.list());
    }

    private OptionalLong symbol(String name) {
        return linux.kernel().symbols().address(name);
    }

    private void read(
            String list, long head, List<PacketHandler> handlers, Set<Long> met, Gaps gaps)
            throws IOException {
        for (PacketType type : gaps.items(linux.walks().list(head, PacketType.class, "list"))) {
            if (!met.add(type.gva())) {
                gaps.add(type.toString(), "is in two lists, the second being " + list);
                continue;
            }
            PacketHandler handler = gaps.read(type.toString(), () -> describe(type, list));
            if (handler != null) {
                handlers.add(handler);
            }
        }
    }

    private PacketHandler describe(PacketType type, String list) throws IOException {
        return new PacketHandler(
                type.gva(),
                Addresses.swapped(type.swappedProtocol()),
                list,
                type.deviceGva() == 0
                        ? null
                        : views.at(NetDevice.Name.class, type.deviceGva()).name(),
                type.function(),
                type.listFunction().orElse(0),
                type.privateGva());
    }
}
