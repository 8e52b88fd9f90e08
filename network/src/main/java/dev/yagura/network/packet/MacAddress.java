package dev.yagura.network.packet;

import java.util.HexFormat;

/**
 * An address of IEEE 802.
 *
 * @param bits the address, in the lower 48 bits
 */
public record MacAddress(long bits) {
    private static final HexFormat BYTES = HexFormat.ofDelimiter(":");

    /** Refuses more bits than an address has. */
    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("address of 0x%x, expected 48 bits".formatted(bits));
        }
    }

    /** Returns the bytes in hexadecimal, with colons between them. */
    @Override
    public String toString() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bits >>> (8 * (bytes.length - 1 - i)));
        }
        return BYTES.formatHex(bytes);
    }
}
