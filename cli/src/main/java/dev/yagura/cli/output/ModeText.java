package dev.yagura.cli.output;

/** Permissions as ls(1) shows them. */
final class ModeText {
    private static final int DIGITS = 4;

    private ModeText() {}

    /**
     * Returns nine letters.
     *
     * @param octal four octal digits; anything else is returned as it is, made printable
     */
    static String of(String octal) {
        if (octal.length() != DIGITS || !octal.matches("[0-7]+")) {
            return Printable.of(octal);
        }
        int mode = Integer.parseInt(octal, 8);
        return triple(mode >> 6, mode >> 11, 's', 'S')
                + triple(mode >> 3, mode >> 10, 's', 'S')
                + triple(mode, mode >> 9, 't', 'T');
    }

    private static String triple(int bits, int special, char both, char alone) {
        boolean executable = (bits & 1) != 0;
        boolean isSpecial = (special & 1) != 0;
        char last = executable ? (isSpecial ? both : 'x') : isSpecial ? alone : '-';
        return "" + ((bits & 4) != 0 ? 'r' : '-') + ((bits & 2) != 0 ? 'w' : '-') + last;
    }
}
