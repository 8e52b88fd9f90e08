package dev.yagura.network.packet;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;

/**
 * A message of the address resolution protocol, for IPv4 over Ethernet (RFC 826).
 *
 * @param operation 1 request, 2 reply, others of IANA's "ARP Parameters"; 0 to 65535
 * @param senderMac of whom it says the address
 * @param senderIp the sender's address; 0.0.0.0 in probes (RFC 5227)
 * @param targetMac whom it is for; means nothing in requests
 * @param targetIp the address that is asked for
 */
public record ArpMessage(
        int operation,
        MacAddress senderMac,
        IpAddress senderIp,
        MacAddress targetMac,
        IpAddress targetIp) {
    private static final Field HARDWARE_TYPE = new Field("ar$hrd", 0, 2);
    private static final Field PROTOCOL_TYPE = new Field("ar$pro", 2, 2);
    private static final Field HARDWARE_LENGTH = new Field("ar$hln", 4, 1);
    private static final Field PROTOCOL_LENGTH = new Field("ar$pln", 5, 1);
    private static final Field OPERATION = new Field("ar$op", 6, 2);
    private static final Field SENDER_MAC_HIGH = new Field("ar$sha", 8, 4);
    private static final Field SENDER_MAC_LOW = new Field("ar$sha", 12, 2);
    private static final Field SENDER_IP = new Field("ar$spa", 14, 4);
    private static final Field TARGET_MAC_HIGH = new Field("ar$tha", 18, 4);
    private static final Field TARGET_MAC_LOW = new Field("ar$tha", 22, 2);
    private static final Field TARGET_IP = new Field("ar$tpa", 24, 4);

    private static final int ETHERNET = 1;
    private static final int MAC_BYTES = 6;
    private static final int IPV4_BYTES = 4;

    /** Requires all addresses. */
    public ArpMessage {
        requireNonNull(senderMac, "senderMac");
        requireNonNull(senderIp, "senderIp");
        requireNonNull(targetMac, "targetMac");
        requireNonNull(targetIp, "targetIp");
    }

    /** Reads a message; other networks and protocols than IPv4 over Ethernet are refused. */
    static ArpMessage parse(MemorySegment bytes) throws MalformedStructureException {
        var message = new Structure("arp message", bytes);
        message.requireRange(HARDWARE_TYPE, message.u16be(HARDWARE_TYPE), ETHERNET, ETHERNET);
        message.requireRange(
                PROTOCOL_TYPE, message.u16be(PROTOCOL_TYPE), LinkPayload.IPV4, LinkPayload.IPV4);
        message.requireRange(HARDWARE_LENGTH, message.u8(HARDWARE_LENGTH), MAC_BYTES, MAC_BYTES);
        message.requireRange(PROTOCOL_LENGTH, message.u8(PROTOCOL_LENGTH), IPV4_BYTES, IPV4_BYTES);
        return new ArpMessage(
                message.u16be(OPERATION),
                mac(message, SENDER_MAC_HIGH, SENDER_MAC_LOW),
                IpAddress.v4(message.u32be(SENDER_IP)),
                mac(message, TARGET_MAC_HIGH, TARGET_MAC_LOW),
                IpAddress.v4(message.u32be(TARGET_IP)));
    }

    private static MacAddress mac(Structure message, Field high, Field low)
            throws MalformedStructureException {
        return new MacAddress(message.u32be(high) << 16 | message.u16be(low));
    }
}
