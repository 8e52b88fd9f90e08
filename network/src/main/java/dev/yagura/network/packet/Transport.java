package dev.yagura.network.packet;

import java.util.OptionalLong;

/** What an IP packet carries: its header, without the payload. */
public sealed interface Transport {
    /**
     * The header of a TCP segment.
     *
     * @param sourcePort 0 to 65535
     * @param destinationPort 0 to 65535
     * @param sequence number of the first byte, unsigned 32 bits
     * @param acknowledgment next byte expected, unsigned 32 bits; means something with {@link
     *     TcpFlag#ACK}
     * @param flags the eight control bits, from FIN in the lowest; see {@link #has}
     * @param window as it is sent, without scaling
     * @param options those that are read
     * @param checksum whether a receiver takes the segment
     */
    record Tcp(
            int sourcePort,
            int destinationPort,
            long sequence,
            long acknowledgment,
            int flags,
            int window,
            TcpOptions options,
            Checksum checksum)
            implements Transport {
        /** Returns whether a control bit is set. */
        public boolean has(TcpFlag flag) {
            return (flags & flag.bit()) != 0;
        }
    }

    /**
     * The header of a UDP datagram.
     *
     * @param sourcePort 0 to 65535
     * @param destinationPort 0 to 65535
     * @param checksum whether a receiver takes the datagram
     */
    record Udp(int sourcePort, int destinationPort, Checksum checksum) implements Transport {}

    /**
     * The header of a message of ICMP or, in IPv6, of ICMPv6.
     *
     * @param type 0 to 255
     * @param code 0 to 255
     * @param rest the four bytes behind the checksum, unsigned: of an echo the identifier and the
     *     sequence number
     * @param checksum whether a receiver takes the message
     */
    record Icmp(int type, int code, long rest, Checksum checksum) implements Transport {}

    /**
     * The common header of an SCTP packet (RFC 9260); the payload is its chunks.
     *
     * @param sourcePort 0 to 65535
     * @param destinationPort 0 to 65535
     * @param verificationTag of the association, unsigned 32 bits
     * @param checksum whether a receiver takes the packet; 0 counts as {@link Checksum#ABSENT}: it
     *     is left to the network card, or not used (RFC 9653)
     */
    record Sctp(int sourcePort, int destinationPort, long verificationTag, Checksum checksum)
            implements Transport {}

    /**
     * The header of generic routing encapsulation, version 0 or 1 (RFC 2637).
     *
     * @param version 0 or 1
     * @param protocolType what is inside: an EtherType
     * @param key empty if it has none, else unsigned 32 bits; of version 1 length and call
     * @param checksum whether a receiver takes the packet
     */
    record Gre(int version, int protocolType, OptionalLong key, Checksum checksum)
            implements Transport {}

    /** Anything else; the IP header has its number, and the payload starts with its header. */
    record Other() implements Transport {}
}
