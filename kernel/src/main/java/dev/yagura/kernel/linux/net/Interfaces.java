package dev.yagura.kernel.linux.net;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The network interfaces of a guest, of all network namespaces. */
public final class Interfaces {
    /** {@code MAX_ADDR_LEN} in include/linux/netdevice.h. */
    private static final int MAX_MAC_BYTES = 32;

    /** More addresses than a machine is given; the kernel sets no limit. */
    private static final int MAX_ADDRESSES = 1 << 16;

    /** {@code XDP_MODE_SKB, XDP_MODE_DRV, XDP_MODE_HW} in include/linux/netdevice.h. */
    private static final int XDP_MODES = 3;

    private final Linux linux;
    private final StructViews views;

    /** Reads nothing yet. */
    public Interfaces(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns all interfaces, those of the first namespace first.
     *
     * @throws IOException if this kernel's interfaces cannot be read at all, or the memory's source
     *     fails
     */
    public Listing<NetInterface> list() throws IOException {
        Gaps gaps = new Gaps();
        List<NetworkNamespace> namespaces = new NetworkNamespaces(linux).list(gaps);
        List<NetInterface> interfaces = new ArrayList<>();
        for (NetDevices.Found found : new NetDevices(linux, gaps).list(namespaces)) {
            NetInterface described =
                    gaps.read("interface " + found.device().name(), () -> describe(found, gaps));
            if (described != null) {
                interfaces.add(described);
            }
        }
        return new Listing<>(interfaces, gaps.list());
    }

    private NetInterface describe(NetDevices.Found found, Gaps gaps) throws IOException {
        NetDevice device = found.device();
        String what = "addresses of interface " + device.name();
        List<String> addresses = new ArrayList<>();
        gaps.read(
                what,
                () -> {
                    v4(device, addresses);
                    return null;
                });
        gaps.read(
                what,
                () -> {
                    v6(device, addresses, gaps);
                    return null;
                });
        return new NetInterface(
                device.gva(),
                device.index(),
                device.name(),
                found.namespace(),
                InterfaceFlags.of(device),
                mac(device),
                device.mtu(),
                addresses,
                device.promiscuity(),
                device.kind().orElse(null),
                device.operationsGva(),
                device.receiveHandler(),
                xdpPrograms(device),
                device.ingressGva().orElse(0),
                device.egressGva().orElse(0),
                found.listed());
    }

    private @Nullable String mac(NetDevice device) throws IOException {
        int length = device.addressLength();
        if (length > MAX_MAC_BYTES) {
            throw malformed(device, "addr_len", length, MAX_MAC_BYTES);
        }
        return length == 0 || device.addressGva() == 0
                ? null
                : HexFormat.ofDelimiter(":")
                        .formatHex(views.kernel().memory().bytes(device.addressGva(), length));
    }

    private void v4(NetDevice device, List<String> addresses) throws IOException {
        Set<Long> met = new HashSet<>();
        long at = device.v4Gva() == 0 ? 0 : views.at(NetDevice.V4.class, device.v4Gva()).firstGva();
        while (at != 0) {
            if (met.size() == MAX_ADDRESSES || !met.add(at)) {
                throw malformed(device, "ip_ptr", met.size(), MAX_ADDRESSES);
            }
            NetDevice.V4Address address = views.at(NetDevice.V4Address.class, at);
            addresses.add(Addresses.v4(address.address()) + "/" + address.prefixLength());
            at = address.nextGva();
        }
    }

    private void v6(NetDevice device, List<String> addresses, Gaps gaps) throws IOException {
        long v6 = device.v6Gva().orElse(0);
        if (v6 != 0) {
            long head = v6 + views.offsetOf("inet6_dev", "addr_list");
            for (NetDevice.V6Address address :
                    gaps.items(linux.walks().list(head, NetDevice.V6Address.class, "if_list"))) {
                addresses.add(Addresses.v6(address.address()) + "/" + address.prefixLength());
            }
        }
    }

    private List<Long> xdpPrograms(NetDevice device) throws IOException {
        Set<Long> programs = new HashSet<>();
        device.xdpProgramGva().stream().filter(gva -> gva != 0).forEach(programs::add);
        if (views.has("net_device", "xdp_state")) {
            long first = device.gva() + views.offsetOf("net_device", "xdp_state");
            for (int mode = 0; mode < XDP_MODES; mode++) {
                long entity = first + mode * views.sizeOf("bpf_xdp_entity");
                programs.add(views.at(NetDevice.XdpEntity.class, entity).programGva());
            }
        }
        programs.remove(0L);
        List<Long> ids = new ArrayList<>();
        for (long program : programs) {
            ids.add(views.at(NetDevice.Program.class, program).id());
        }
        return ids.stream().sorted().toList();
    }

    private MalformedStructureException malformed(
            NetDevice device, String field, int found, int expected) throws IOException {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                device.toString(),
                field,
                views.offsetOf("net_device", field),
                "has %d entries or more, or goes round; expected %d at most"
                        .formatted(found, expected));
    }
}
