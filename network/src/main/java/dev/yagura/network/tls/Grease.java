package dev.yagura.network.tls;

import java.util.List;

/** Values that mean nothing and are there so that servers get used to such (RFC 8701). */
final class Grease {
    private Grease() {}

    static List<Integer> without(List<Integer> values) {
        return values.stream().filter(value -> !isGrease(value)).toList();
    }

    /** They are 0x0A0A, 0x1A1A and so on. */
    static boolean isGrease(int value) {
        return (value & 0x0F0F) == 0x0A0A && value >>> 8 == (value & 0xFF);
    }
}
