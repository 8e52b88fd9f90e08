package dev.yagura.kernel.linux;

/** Why a kernel counts as tainted; {@code taint_flags} in {@code kernel/panic.c}. */
public final class Taints {
    /** Letters by bit; 19 is newest, since 6.15. */
    private static final String LETTERS = "PFSRMBUDAWCIOELKXTNJ";

    private Taints() {}

    /** Returns the letters of the bits that are set, such as {@code "OE"}. */
    public static String letters(long bits) {
        StringBuilder letters = new StringBuilder();
        for (int bit = 0; bit < LETTERS.length(); bit++) {
            if (((bits >>> bit) & 1) != 0) {
                letters.append(LETTERS.charAt(bit));
            }
        }
        return letters.toString();
    }
}
