package dev.yagura.view.proc.net.netlink;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Writes {@code RTM_NEWADDR} for each address, those of IPv4 first; {@code inet_fill_ifaddr()} of
 * net/ipv4/devinet.c and {@code inet6_fill_ifaddr()} of net/ipv6/addrconf.c.
 */
record AddressMessages(ProcGuest guest, long namespaceGva) {
    private static final int RTM_NEWADDR = 20;
    private static final int INET = 2;
    private static final int INET6 = 10;

    /** {@code IFA_*} of include/uapi/linux/if_addr.h. */
    private static final int ADDRESS = 1;

    private static final int LOCAL = 2;
    private static final int LABEL = 3;
    private static final int BROADCAST = 4;
    private static final int TIMES = 6;
    private static final int FLAGS = 8;
    private static final int PRIORITY = 9;
    private static final int ORIGIN = 11;

    /** {@code IFA_F_PERMANENT}. */
    private static final int PERMANENT = 0x80;

    /** {@code INFINITY_LIFE_TIME}. */
    private static final int FOREVER = -1;

    private static final long TICKS_PER_SECOND = 100;

    /** {@code INITIAL_JIFFIES}: the count starts five minutes before it runs over 32 bits. */
    private static final long FIRST_JIFFIES_NANOS = -300_000_000_000L;

    /** {@code IPV6_ADDR_*} of include/net/ipv6.h, and the scope that each stands for. */
    private static final int[][] SCOPES = {{0x10, 254}, {0x20, 253}, {0x40, 200}};

    private static final int MAX_ADDRESSES = 1 << 16;

    @KernelStruct("net_device")
    interface Device extends StructView {
        @KernelField("ip_ptr->ifa_list")
        OptionalLong v4Gva() throws IOException;

        @KernelField("ip6_ptr")
        OptionalLong v6Gva();
    }

    @KernelStruct("in_ifaddr")
    interface V4 extends StructView {
        @KernelField("ifa_next")
        long nextGva();

        @KernelField("ifa_local")
        int local();

        @KernelField("ifa_address")
        int address();

        @KernelField("ifa_broadcast")
        int broadcast();

        @KernelField("ifa_prefixlen")
        int prefixLength();

        @KernelField("ifa_scope")
        int scope();

        @KernelField("ifa_flags")
        int flags();

        @KernelField("ifa_label")
        String label();

        @KernelField("ifa_rt_priority")
        int priority();

        @KernelField("ifa_proto")
        OptionalInt origin();

        @KernelField("ifa_preferred_lft")
        int preferredSeconds();

        @KernelField("ifa_valid_lft")
        int validSeconds();

        @KernelField("ifa_cstamp")
        long madeJiffies();

        @KernelField("ifa_tstamp")
        long changedJiffies();
    }

    @KernelStruct("inet6_ifaddr")
    interface V6 extends StructView {
        @KernelField("addr")
        byte[] local();

        @KernelField("peer_addr")
        byte[] peer();

        @KernelField("prefix_len")
        int prefixLength();

        int scope();

        int flags();

        @KernelField("rt_priority")
        int priority();

        @KernelField("ifa_proto")
        OptionalInt origin();

        @KernelField("prefered_lft")
        int preferredSeconds();

        @KernelField("valid_lft")
        int validSeconds();

        @KernelField("cstamp")
        long madeJiffies();

        @KernelField("tstamp")
        long changedJiffies();
    }

    byte[] all() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        Jiffies jiffies = Jiffies.of(guest);
        List<NetInterface> interfaces =
                guest.network().interfaces().stream()
                        .filter(each -> each.listed() && each.namespace().gva() == namespaceGva)
                        .sorted(Comparator.comparingInt(NetInterface::index))
                        .toList();
        for (NetInterface each : interfaces) {
            addV4(messages, each, jiffies);
        }
        for (NetInterface each : interfaces) {
            addV6(messages, each, jiffies);
        }
        return messages.toByteArray();
    }

    private void addV4(ByteArrayOutputStream messages, NetInterface link, Jiffies jiffies)
            throws IOException {
        Set<Long> met = new HashSet<>();
        long at = guest.views().at(Device.class, link.gva()).v4Gva().orElse(0);
        while (at != 0) {
            if (met.size() == MAX_ADDRESSES || !met.add(at)) {
                throw new IOException(
                        "interface %s: address at 0x%x is met twice, or one too many"
                                .formatted(link.name(), at));
            }
            V4 address = guest.views().at(V4.class, at);
            messages.writeBytes(v4(address, link.index(), jiffies));
            at = address.nextGva();
        }
    }

    private static byte[] v4(V4 address, int link, Jiffies jiffies) {
        Message message =
                header(INET, address.prefixLength(), address.flags(), address.scope(), link);
        if (address.address() != 0) {
            message.attribute32(ADDRESS, address.address());
        }
        if (address.local() != 0) {
            message.attribute32(LOCAL, address.local());
        }
        if (address.broadcast() != 0) {
            message.attribute32(BROADCAST, address.broadcast());
        }
        if (!address.label().isEmpty()) {
            message.text(LABEL, address.label());
        }
        boolean lasts = (address.flags() & PERMANENT) != 0;
        Life life = new Life(address.preferredSeconds(), address.validSeconds());
        addRest(message, address.origin(), address.flags(), address.priority());
        addTimes(
                message,
                lasts ? Life.EVER : life.left(jiffies, address.changedJiffies()),
                stamp(jiffies, address.madeJiffies()),
                stamp(jiffies, address.changedJiffies()));
        return message.done();
    }

    private void addV6(ByteArrayOutputStream messages, NetInterface link, Jiffies jiffies)
            throws IOException {
        long device = guest.views().at(Device.class, link.gva()).v6Gva().orElse(0);
        if (device == 0) {
            return;
        }
        long head = device + guest.views().offsetOf("inet6_dev", "addr_list");
        for (V6 address : guest.linux().walks().list(head, V6.class, "if_list").complete()) {
            messages.writeBytes(v6(address, link.index(), jiffies));
        }
    }

    private static byte[] v6(V6 address, int link, Jiffies jiffies) {
        int scope = 0;
        for (int[] each : SCOPES) {
            if (scope == 0 && (address.scope() & each[0]) != 0) {
                scope = each[1];
            }
        }
        Message message = header(INET6, address.prefixLength(), address.flags(), scope, link);
        byte[] peer = address.peer();
        if (Arrays.equals(peer, new byte[peer.length])) {
            message.attribute(ADDRESS, address.local());
        } else {
            message.attribute(LOCAL, address.local()).attribute(ADDRESS, peer);
        }
        boolean lasts = (address.flags() & PERMANENT) != 0 && address.preferredSeconds() == FOREVER;
        Life life = new Life(address.preferredSeconds(), address.validSeconds());
        addRest(message, address.origin(), address.flags(), address.priority());
        addTimes(
                message,
                lasts ? Life.EVER : life.left(jiffies, address.changedJiffies()),
                stamp(jiffies, address.madeJiffies()),
                stamp(jiffies, address.changedJiffies()));
        return message.done();
    }

    /** {@code struct ifaddrmsg}. */
    private static Message header(int family, int prefixLength, int flags, int scope, int link) {
        return new Message(RTM_NEWADDR).u8(family).u8(prefixLength).u8(flags).u8(scope).u32(link);
    }

    private static void addRest(Message message, OptionalInt origin, int flags, int priority) {
        if ((origin.orElse(0) & 0xff) != 0) {
            message.attribute8(ORIGIN, origin.getAsInt());
        }
        message.attribute32(FLAGS, flags);
        if (priority != 0) {
            message.attribute32(PRIORITY, priority);
        }
    }

    /** {@code struct ifa_cacheinfo}. */
    private static void addTimes(Message message, Life life, long made, long changed) {
        int times = message.begin(TIMES);
        message.u32(life.preferred()).u32(life.valid()).u32(made).u32(changed);
        message.end(times);
    }

    /** Returns hundredths of a second between the guest's start and a time. */
    private static long stamp(Jiffies jiffies, long time) {
        long first = FIRST_JIFFIES_NANOS / jiffies.nanos();
        return jiffies.ticks((time - first) & 0xffff_ffffL);
    }

    /** How long an address is used, in seconds, unsigned; the longest number is for ever. */
    private record Life(int preferred, int valid) {
        static final Life EVER = new Life(FOREVER, FOREVER);

        Life left(Jiffies jiffies, long since) {
            if (preferred == FOREVER) {
                return this;
            }
            long passed = jiffies.ticks(Math.max(jiffies.now() - since, 0)) / TICKS_PER_SECOND;
            return new Life(
                    minus(preferred, passed), valid == FOREVER ? FOREVER : minus(valid, passed));
        }

        private static int minus(int seconds, long passed) {
            return (int) Math.max(Integer.toUnsignedLong(seconds) - passed, 0);
        }
    }
}
