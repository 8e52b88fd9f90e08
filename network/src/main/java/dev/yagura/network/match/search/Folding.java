package dev.yagura.network.match.search;

/** Makes small letters of ASCII out of capitals, and leaves other bytes as they are. */
public final class Folding {
    private static final byte[] FOLDED = new byte[256];

    static {
        for (int i = 0; i < FOLDED.length; i++) {
            FOLDED[i] = (byte) (i >= 'A' && i <= 'Z' ? i + ('a' - 'A') : i);
        }
    }

    private Folding() {}

    /** Returns a byte, a letter as a small one. */
    public static byte fold(byte one) {
        return FOLDED[one & 0xFF];
    }

    /** Returns a copy with small letters. */
    public static byte[] fold(byte[] bytes) {
        byte[] folded = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            folded[i] = fold(bytes[i]);
        }
        return folded;
    }
}
