package dev.yagura.network.packet;

import dev.yagura.bytes.MalformedStructureException;

/** What became of a frame. */
public sealed interface DecodedFrame {
    /**
     * It is an IP packet, or the fragment that made one whole.
     *
     * @param packet the packet
     */
    record Whole(Packet packet) implements DecodedFrame {}

    /**
     * It is a fragment of a packet of which others are missing; it is kept.
     *
     * @param ip its header; the protocol is what this fragment says of the packet
     * @param envelope what it lies in
     */
    record Fragment(IpHeader ip, Envelope envelope) implements DecodedFrame {}

    /**
     * It asks who has an IPv4 address, or says who.
     *
     * @param message what it says
     * @param envelope what it lies in
     */
    record Arp(ArpMessage message, Envelope envelope) implements DecodedFrame {}

    /**
     * It carries something else than IP and ARP.
     *
     * @param etherType number of IANA's "IEEE 802 Numbers"; below 1536 an 802.3 length
     * @param envelope what it lies in
     */
    record NotIp(int etherType, Envelope envelope) implements DecodedFrame {}

    /**
     * A receiver does not take it, or this decoder cannot read it.
     *
     * @param why what was found and what was expected
     */
    record Malformed(MalformedStructureException why) implements DecodedFrame {}
}
