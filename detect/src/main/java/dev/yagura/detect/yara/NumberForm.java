package dev.yagura.detect.yara;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a number lies in the data.
 *
 * @param bytes 1, 2 or 4
 */
record NumberForm(int bytes, boolean signed, boolean bigEndian) {
    private static final Map<String, NumberForm> BY_FUNCTION = byFunction();

    private static Map<String, NumberForm> byFunction() {
        Map<String, NumberForm> forms = new HashMap<>();
        for (int bytes = 1; bytes <= Integer.BYTES; bytes *= 2) {
            for (boolean signed : List.of(true, false)) {
                String name = (signed ? "int" : "uint") + (bytes * Byte.SIZE);
                forms.put(name, new NumberForm(bytes, signed, false));
                forms.put(name + "be", new NumberForm(bytes, signed, true));
            }
        }
        return Map.copyOf(forms);
    }

    /** Returns the form that a function such as {@code uint16be} reads, if it is one. */
    static Optional<NumberForm> of(String function) {
        return Optional.ofNullable(BY_FUNCTION.get(function));
    }

    /** Returns the number of some bytes. */
    long value(byte[] data, int at) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            int from = bigEndian ? i : bytes - 1 - i;
            value = (value << Byte.SIZE) | (data[at + from] & 0xFF);
        }
        int unused = Long.SIZE - bytes * Byte.SIZE;
        return signed ? value << unused >> unused : value;
    }
}
