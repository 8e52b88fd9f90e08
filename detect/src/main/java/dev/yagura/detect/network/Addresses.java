package dev.yagura.detect.network;

import dev.yagura.network.packet.IpAddress;

/** What addresses are for (RFC 1112, 919, 4291). */
final class Addresses {
    private static final long BROADCAST = 0xFFFF_FFFFL;

    private Addresses() {}

    /** Returns whether it is that of a group or of all hosts. */
    static boolean isForMany(IpAddress address) {
        return address.isV6()
                ? address.high() >>> 56 == 0xFF
                : address.low() >>> 28 == 0xE || address.low() == BROADCAST;
    }
}
