package dev.yagura.network.dhcp;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.MacAddress;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A message of DHCP.
 *
 * @param type what it is for
 * @param transaction chosen by the host, unsigned 32 bits
 * @param host whom it is about; empty if its hardware is no Ethernet
 * @param current the address that the host says it has; empty for 0.0.0.0
 * @param given the address that a server offers or gives; empty for 0.0.0.0
 * @param asked the address that the host would like
 * @param server who serves, as servers say it of themselves
 * @param routers that the host is told
 * @param nameServers that the host is told
 * @param hostName that the host says it has; bytes of no ASCII are characters from 128 on
 * @param vendorClass what the host says that it is, in the same form
 * @param leaseSeconds how long an address may be kept, unsigned 32 bits
 */
public record DhcpMessage(
        DhcpType type,
        long transaction,
        Optional<MacAddress> host,
        Optional<IpAddress> current,
        Optional<IpAddress> given,
        Optional<IpAddress> asked,
        Optional<IpAddress> server,
        List<IpAddress> routers,
        List<IpAddress> nameServers,
        Optional<String> hostName,
        Optional<String> vendorClass,
        Optional<Long> leaseSeconds) {
    /** Length of a message up to its options, the magic cookie included, in bytes. */
    public static final int HEADER_BYTES = 240;

    private static final Field HTYPE = new Field("htype", 1, 1);
    private static final Field HLEN = new Field("hlen", 2, 1);
    private static final Field XID = new Field("xid", 4, 4);
    private static final Field CIADDR = new Field("ciaddr", 12, 4);
    private static final Field YIADDR = new Field("yiaddr", 16, 4);
    private static final Field CHADDR_HIGH = new Field("chaddr", 28, 4);
    private static final Field CHADDR_LOW = new Field("chaddr", 32, 2);
    private static final Field COOKIE = new Field("magic cookie", 236, 4);
    private static final Field TYPE = new Field("DHCP Message Type", HEADER_BYTES, 1);

    private static final long MAGIC = 0x6382_5363L;
    private static final int ETHERNET = 1;
    private static final int MAC_BYTES = 6;

    /** Copies the lists. */
    public DhcpMessage {
        requireNonNull(type, "type");
        requireNonNull(host, "host");
        routers = List.copyOf(routers);
        nameServers = List.copyOf(nameServers);
    }

    /** Returns whether bytes have what all messages have in front of their options. */
    public static boolean isLike(MemorySegment bytes) {
        try {
            return new Structure("dhcp message", bytes).u32be(COOKIE) == MAGIC;
        } catch (MalformedStructureException _) {
            return false; // too short
        }
    }

    /**
     * Reads a message.
     *
     * @throws MalformedStructureException if it is none, is cut off, or does not say what it is for
     */
    public static DhcpMessage parse(MemorySegment bytes) throws MalformedStructureException {
        var message = new Structure("dhcp message", bytes);
        message.requireRange(COOKIE, message.u32be(COOKIE), MAGIC, MAGIC);
        DhcpOptions options = DhcpOptions.parse(message, HEADER_BYTES);
        DhcpType type =
                options.number(DhcpOptions.MESSAGE_TYPE, 1)
                        .flatMap(number -> DhcpType.of(number.intValue()))
                        .orElseThrow(() ->
                                message.malformed(
                                        Reason.UNSUPPORTED, TYPE, "is missing, or not known"));
        return new DhcpMessage(
                type,
                message.u32be(XID),
                host(message),
                address(message, CIADDR),
                address(message, YIADDR),
                options.address(DhcpOptions.REQUESTED_ADDRESS),
                options.address(DhcpOptions.SERVER),
                options.addresses(DhcpOptions.ROUTERS),
                options.addresses(DhcpOptions.NAME_SERVERS),
                options.text(DhcpOptions.HOST_NAME),
                options.text(DhcpOptions.VENDOR_CLASS),
                options.number(DhcpOptions.LEASE_TIME, 4));
    }

    private static Optional<MacAddress> host(Structure message) throws MalformedStructureException {
        if (message.u8(HTYPE) != ETHERNET || message.u8(HLEN) != MAC_BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                new MacAddress(message.u32be(CHADDR_HIGH) << 16 | message.u16be(CHADDR_LOW)));
    }

    private static Optional<IpAddress> address(Structure message, Field field)
            throws MalformedStructureException {
        long bits = message.u32be(field);
        return bits == 0 ? Optional.empty() : Optional.of(IpAddress.v4(bits));
    }
}
