package dev.yagura.network.packet;

import java.util.List;

/**
 * What fragments of one packet have in common.
 *
 * @param vlans the tags they came with
 * @param source sender
 * @param destination receiver
 * @param protocol what the packet carries; 0 of IPv6, where fragments need not agree about it
 * @param id chosen by the sender
 */
record FragmentKey(
        List<Integer> vlans, IpAddress source, IpAddress destination, int protocol, long id) {
    static FragmentKey of(List<Integer> vlans, IpHeader ip, long id) {
        return new FragmentKey(
                vlans, ip.source(), ip.destination(), ip.isV6() ? 0 : ip.protocol(), id);
    }
}
