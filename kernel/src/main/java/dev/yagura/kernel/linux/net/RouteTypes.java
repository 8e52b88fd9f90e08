package dev.yagura.kernel.linux.net;

import java.util.List;

/** Names {@code RTN_*} of {@code include/uapi/linux/rtnetlink.h}. */
final class RouteTypes {
    private static final List<String> NAMES =
            List.of(
                    "unspecified",
                    "unicast",
                    "local",
                    "broadcast",
                    "anycast",
                    "multicast",
                    "blackhole",
                    "unreachable",
                    "prohibit",
                    "throw",
                    "nat",
                    "xresolve");

    private RouteTypes() {}

    static String name(int type) {
        return type >= 0 && type < NAMES.size() ? NAMES.get(type) : "type-" + type;
    }
}
