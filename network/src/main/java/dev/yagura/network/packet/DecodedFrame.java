package dev.yagura.network.packet;

import dev.yagura.bytes.MalformedStructureException;
import java.util.List;

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
     */
    record Fragment(IpHeader ip) implements DecodedFrame {}

    /**
     * It carries something else than IP.
     *
     * @param etherType number of IANA's "IEEE 802 Numbers"; below 1536 an 802.3 length
     * @param vlans VLAN ids from the outermost on
     */
    record NotIp(int etherType, List<Integer> vlans) implements DecodedFrame {
        /** Copies the list. */
        public NotIp {
            vlans = List.copyOf(vlans);
        }
    }

    /**
     * A receiver does not take it, or this decoder cannot read it.
     *
     * @param why what was found and what was expected
     */
    record Malformed(MalformedStructureException why) implements DecodedFrame {}
}
