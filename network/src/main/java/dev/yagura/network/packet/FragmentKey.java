package dev.yagura.network.packet;

/**
 * What fragments of one packet have in common.
 *
 * @param envelope what they came in
 * @param source sender
 * @param destination receiver
 * @param protocol what the packet carries; 0 of IPv6, where fragments need not agree about it
 * @param id chosen by the sender
 */
record FragmentKey(
        Envelope envelope, IpAddress source, IpAddress destination, int protocol, long id) {
    static FragmentKey of(Envelope envelope, IpHeader ip, long id) {
        return new FragmentKey(
                envelope, ip.source(), ip.destination(), ip.isV6() ? 0 : ip.protocol(), id);
    }
}
