package dev.yagura.network.packet;

/** What an IP packet carries: its header, without the payload. */
public sealed interface Transport {
    /**
     * The header of a TCP segment. Options are not read.
     *
     * @param sourcePort 0 to 65535
     * @param destinationPort 0 to 65535
     * @param sequence number of the first byte, unsigned 32 bits
     * @param acknowledgment next byte expected, unsigned 32 bits; means something with {@link
     *     TcpFlag#ACK}
     * @param flags the eight control bits, from FIN in the lowest; see {@link #has}
     * @param window as it is sent, without scaling
     * @param checksum whether a receiver takes the segment
     */
    record Tcp(
            int sourcePort,
            int destinationPort,
            long sequence,
            long acknowledgment,
            int flags,
            int window,
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
     * @param checksum whether a receiver takes the message
     */
    record Icmp(int type, int code, Checksum checksum) implements Transport {}

    /** Anything else; the IP header has its number, and the payload starts with its header. */
    record Other() implements Transport {}
}
