package dev.yagura.kernel.linux.net;

import java.util.ArrayList;
import java.util.List;

/** Names an interface's flags as {@code dev_get_flags} in {@code net/core/dev.c} tells them. */
final class InterfaceFlags {
    /** {@code enum net_device_flags} in include/uapi/linux/if.h, from bit 0 on. */
    private static final List<String> NAMES =
            List.of(
                    "UP",
                    "BROADCAST",
                    "DEBUG",
                    "LOOPBACK",
                    "POINTOPOINT",
                    "NOTRAILERS",
                    "RUNNING",
                    "NOARP",
                    "PROMISC",
                    "ALLMULTI",
                    "MASTER",
                    "SLAVE",
                    "MULTICAST",
                    "PORTSEL",
                    "AUTOMEDIA",
                    "DYNAMIC",
                    "LOWER_UP",
                    "DORMANT",
                    "ECHO");

    private static final String UNNAMED = "bit-";

    private static final int RUNNING = 1 << 6;
    private static final int PROMISC = 1 << 8;
    private static final int ALLMULTI = 1 << 9;
    private static final int LOWER_UP = 1 << 16;
    private static final int DORMANT = 1 << 17;

    /** Bits of {@code enum netdev_state_t}. */
    private static final long STARTED = 1;

    private static final long NO_CARRIER = 1 << 2;
    private static final long IS_DORMANT = 1 << 4;

    /** {@code IF_OPER_UNKNOWN} and {@code IF_OPER_UP} in include/uapi/linux/if.h. */
    private static final int UNKNOWN = 0;

    private static final int UP = 6;

    private InterfaceFlags() {}

    static List<String> of(NetDevice device) {
        int flags = device.flags() & ~(PROMISC | ALLMULTI | RUNNING | LOWER_UP | DORMANT);
        flags |= device.userFlags() & (PROMISC | ALLMULTI);
        if ((device.state() & STARTED) != 0) {
            int oper = device.operationalState();
            flags |= oper == UP || oper == UNKNOWN ? RUNNING : 0;
            flags |= (device.state() & NO_CARRIER) == 0 ? LOWER_UP : 0;
            flags |= (device.state() & IS_DORMANT) != 0 ? DORMANT : 0;
        }
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((flags >>> bit & 1) != 0) {
                names.add(bit < NAMES.size() ? NAMES.get(bit) : UNNAMED + bit);
            }
        }
        return names;
    }

    /** Returns the bits that have these names. */
    static int bits(List<String> names) {
        int bits = 0;
        for (String name : names) {
            int bit = NAMES.indexOf(name);
            bits |= 1 << (bit >= 0 ? bit : Integer.parseInt(name.substring(UNNAMED.length())));
        }
        return bits;
    }
}
