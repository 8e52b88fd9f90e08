package dev.yagura.view.proc.net.netlink;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.net.InterfaceCounters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes {@code RTM_NEWLINK} for each interface; {@code rtnl_fill_ifinfo()} of
 * net/core/rtnetlink.c.
 */
record LinkMessages(ProcGuest guest, long namespaceGva) {
    private static final int RTM_NEWLINK = 16;

    /** {@code IFLA_*} of include/uapi/linux/if_link.h. */
    private static final int ADDRESS = 1;

    private static final int BROADCAST = 2;
    private static final int NAME = 3;
    private static final int MTU = 4;
    private static final int QUEUEING = 6;
    private static final int MASTER = 10;
    private static final int QUEUE_LENGTH = 13;
    private static final int MAP = 14;
    private static final int STATE = 16;
    private static final int LINK_MODE = 17;
    private static final int LINK_INFO = 18;
    private static final int COUNTERS = 23;
    private static final int GROUP = 27;
    private static final int PROMISCUITY = 30;
    private static final int SEND_QUEUES = 31;
    private static final int RECEIVE_QUEUES = 32;
    private static final int CARRIER = 33;
    private static final int LEAST_MTU = 50;
    private static final int MOST_MTU = 51;
    private static final int OTHER_NAMES = 52 | 0x8000; // NLA_F_NESTED
    private static final int OTHER_NAME = 53;
    private static final int LASTING_ADDRESS = 54;

    /** {@code IFLA_INFO_KIND}. */
    private static final int KIND = 1;

    /** {@code IF_OPER_DOWN}, and bits of {@code enum netdev_state_t}. */
    private static final int DOWN = 2;

    private static final long RUNNING = 1;
    private static final long NO_CARRIER = 1 << 2;

    /** {@code MAX_ADDR_LEN}. */
    private static final int MAX_ADDRESS_BYTES = 32;

    @KernelStruct("net_device")
    interface Device extends StructView {
        int type();

        @KernelField("addr_len")
        int addressLength();

        @KernelField("tx_queue_len")
        long queueLength();

        @KernelField("operstate")
        int operationalState();

        @KernelField("link_mode")
        int linkMode();

        long state();

        long group();

        @KernelField("broadcast")
        byte[] broadcast();

        @KernelField("perm_addr")
        byte[] lastingAddress();

        @KernelField("mem_start")
        long memoryStart();

        @KernelField("mem_end")
        long memoryEnd();

        @KernelField("base_addr")
        long portsStart();

        @KernelField("irq")
        int interrupt();

        @KernelField("dma")
        int channel();

        @KernelField("if_port")
        int port();

        @KernelField("num_tx_queues")
        long sendQueues();

        @KernelField("num_rx_queues")
        OptionalLong receiveQueues();

        @KernelField("min_mtu")
        long leastMtu();

        @KernelField("max_mtu")
        long mostMtu();

        @KernelField("qdisc->ops->id")
        Optional<String> queueing() throws IOException;

        /** Returns what its names are listed by. */
        @KernelField("name_node")
        OptionalLong namesGva();
    }

    @KernelStruct("netdev_name_node")
    interface OtherName extends StructView {
        String name() throws IOException;
    }

    @KernelStruct("netdev_adjacent")
    interface Above extends StructView {
        boolean master();

        @KernelField("dev->ifindex")
        int index() throws IOException;
    }

    byte[] all() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        List<NetInterface> interfaces =
                guest.network().interfaces().stream()
                        .filter(each -> each.listed() && each.namespace().gva() == namespaceGva)
                        .sorted(Comparator.comparingInt(NetInterface::index))
                        .toList();
        for (NetInterface each : interfaces) {
            messages.writeBytes(link(each));
        }
        return messages.toByteArray();
    }

    private byte[] link(NetInterface link) throws IOException {
        Device device = guest.views().at(Device.class, link.gva());
        boolean running = (device.state() & RUNNING) != 0;
        Message message =
                new Message(RTM_NEWLINK)
                        .u8(0)
                        .u8(0)
                        .u16(device.type())
                        .u32(link.index())
                        .u32(link.flagBits())
                        .u32(0);
        message.text(NAME, link.name())
                .attribute32(QUEUE_LENGTH, device.queueLength())
                .attribute8(STATE, running ? device.operationalState() : DOWN)
                .attribute8(LINK_MODE, device.linkMode())
                .attribute32(MTU, link.mtu())
                .attribute32(LEAST_MTU, device.leastMtu())
                .attribute32(MOST_MTU, device.mostMtu())
                .attribute32(GROUP, device.group())
                .attribute32(PROMISCUITY, link.promiscuity())
                .attribute32(SEND_QUEUES, device.sendQueues())
                .attribute32(RECEIVE_QUEUES, device.receiveQueues().orElse(1))
                .attribute8(CARRIER, (device.state() & NO_CARRIER) == 0 ? 1 : 0);
        addMaster(message, link.gva());
        device.queueing().ifPresent(name -> message.text(QUEUEING, name));
        addMap(message, device);
        addAddresses(message, link, device);
        addCounters(message, link);
        if (link.kind() != null) {
            int info = message.begin(LINK_INFO);
            message.text(KIND, link.kind());
            message.end(info);
        }
        addOtherNames(message, device);
        return message.done();
    }

    private void addMaster(Message message, long gva) throws IOException {
        long above = gva + guest.views().offsetOf("net_device", "adj_list.upper");
        for (Above each : guest.linux().walks().list(above, Above.class, "list").complete()) {
            if (each.master()) {
                message.attribute32(MASTER, each.index());
                return;
            }
        }
    }

    /** {@code struct rtnl_link_ifmap}. */
    private static void addMap(Message message, Device device) {
        int map = message.begin(MAP);
        message.u64(device.memoryStart()).u64(device.memoryEnd()).u64(device.portsStart());
        message.u16(device.interrupt()).u8(device.channel()).u8(device.port()).u32(0);
        message.end(map);
    }

    private static void addAddresses(Message message, NetInterface link, Device device) {
        int length = device.addressLength() & 0xff;
        if (link.mac() == null || length > MAX_ADDRESS_BYTES) {
            return;
        }
        message.attribute(ADDRESS, HexFormat.ofDelimiter(":").parseHex(link.mac()));
        message.attribute(BROADCAST, Arrays.copyOf(device.broadcast(), length));
        byte[] lasting = Arrays.copyOf(device.lastingAddress(), length);
        if (!Arrays.equals(lasting, new byte[length])) {
            message.attribute(LASTING_ADDRESS, lasting);
        }
    }

    /** {@code struct rtnl_link_stats64}; left out where the driver counts, and is not read. */
    private void addCounters(Message message, NetInterface link) throws IOException {
        InterfaceCounters counters = InterfaceCounters.of(guest, link);
        if (counters.areElsewhere()) {
            return;
        }
        int all = message.begin(COUNTERS);
        for (String name : InterfaceCounters.NAMES) {
            message.u64(counters.value(name));
        }
        message.end(all);
    }

    private void addOtherNames(Message message, Device device) throws IOException {
        long names = device.namesGva().orElse(0);
        if (names == 0) {
            return;
        }
        List<OtherName> others =
                guest.linux()
                        .walks()
                        .list(
                                names + guest.views().offsetOf("netdev_name_node", "list"),
                                OtherName.class,
                                "list")
                        .complete();
        if (others.isEmpty()) {
            return;
        }
        int list = message.begin(OTHER_NAMES);
        for (OtherName other : others) {
            message.text(OTHER_NAME, other.name());
        }
        message.end(list);
    }
}
