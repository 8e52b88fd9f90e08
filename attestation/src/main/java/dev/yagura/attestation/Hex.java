package dev.yagura.attestation;

import static java.util.Objects.requireNonNull;

/** Checks fixed-length values that are kept as hexadecimal digits. */
final class Hex {

    private Hex() {}

    static void require(String what, String hex, int sizeBytes) {
        requireNonNull(hex, what);
        if (hex.length() != 2 * sizeBytes) {
            throw new IllegalArgumentException(
                    "%s: has %d hexadecimal digits, expected %d"
                            .formatted(what, hex.length(), 2 * sizeBytes));
        }
        for (int i = 0; i < hex.length(); i++) {
            char digit = hex.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                throw new IllegalArgumentException(
                        "%s: digit %d is U+%04x, expected 0..9 or a..f"
                                .formatted(what, i, (int) digit));
            }
        }
    }
}
