package dev.yagura.view.proc.net.netlink;

import dev.yagura.kernel.linux.net.Neighbour;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * Writes {@code RTM_NEWNEIGH} for each host on a link, those of IPv4 first; {@code
 * neigh_fill_info()} of net/core/neighbour.c. When it was heard of last is not told.
 */
record NeighbourMessages(ProcGuest guest, long namespaceGva) {
    private static final int RTM_NEWNEIGH = 28;
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int V6_BYTES = 16;

    /** {@code NDA_*} of include/uapi/linux/neighbour.h. */
    private static final int DESTINATION = 1;

    private static final int LINK_ADDRESS = 2;
    private static final int PROBES = 4;
    private static final int PROTOCOL = 12;

    @KernelStruct("neighbour")
    interface Entry extends StructView {
        @KernelField("nud_state")
        int state();

        int flags();

        int type();

        @KernelField("probes.counter")
        int probes();

        OptionalInt protocol();

        @KernelField("dev->ifindex")
        int index() throws IOException;
    }

    byte[] all() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (Neighbour neighbour : guest.network().neighbours()) {
            if (neighbour.namespaceGva() == namespaceGva) {
                messages.writeBytes(neighbour(neighbour));
            }
        }
        return messages.toByteArray();
    }

    /** Begins with {@code struct ndmsg}. */
    private byte[] neighbour(Neighbour neighbour) throws IOException {
        Entry entry = guest.views().at(Entry.class, neighbour.gva());
        boolean v6 = neighbour.address().contains(":");
        long key = neighbour.gva() + guest.views().offsetOf("neighbour", "primary_key");
        Message message =
                new Message(RTM_NEWNEIGH)
                        .u8(v6 ? INET6 : INET)
                        .u8(0)
                        .u16(0)
                        .u32(entry.index())
                        .u16(entry.state() & 0xff)
                        .u8(entry.flags())
                        .u8(entry.type());
        message.attribute(DESTINATION, guest.memory().bytes(key, v6 ? V6_BYTES : Integer.BYTES));
        if (neighbour.mac() != null) {
            message.attribute(LINK_ADDRESS, HexFormat.ofDelimiter(":").parseHex(neighbour.mac()));
        }
        message.attribute32(PROBES, entry.probes());
        if ((entry.protocol().orElse(0) & 0xff) != 0) {
            message.attribute8(PROTOCOL, entry.protocol().getAsInt());
        }
        return message.done();
    }
}
