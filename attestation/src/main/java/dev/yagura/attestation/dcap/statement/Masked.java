package dev.yagura.attestation.dcap.statement;

import java.util.HexFormat;

/** Comparison of bytes some of whose bits do not matter. */
final class Masked {

    private Masked() {}

    /**
     * Returns the bits of {@code value} that {@code mask} has, as hexadecimal digits.
     *
     * @param value hexadecimal digits
     * @param mask as many of them
     */
    static String and(String value, String mask) {
        byte[] bytes = HexFormat.of().parseHex(value);
        byte[] bits = HexFormat.of().parseHex(mask);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= bits[i];
        }
        return HexFormat.of().formatHex(bytes);
    }
}
