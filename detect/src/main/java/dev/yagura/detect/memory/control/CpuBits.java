package dev.yagura.detect.memory.control;

import java.util.Map;

/** Names of bits in control registers; arch/x86/include/uapi/asm/processor-flags.h. */
final class CpuBits {
    private static final Map<String, Map<Integer, String>> NAMES =
            Map.of(
                    "CR0", Map.of(16, "WP"),
                    "CR4", Map.of(11, "UMIP", 16, "FSGSBASE", 20, "SMEP", 21, "SMAP", 23, "CET"));

    private CpuBits() {}

    /** Returns a bit's name, or its number where it has none here. */
    static String name(String register, int bit) {
        return NAMES.getOrDefault(register, Map.of()).getOrDefault(bit, "bit " + bit);
    }
}
