package dev.yagura.kernel.linux;

/**
 * The first two numbers of a kernel's release, by which formats of its texts are told apart where
 * no structure tells them.
 *
 * @param major such as 6
 * @param minor such as 12
 */
public record KernelVersion(int major, int minor) {
    private static final int MAX_DIGITS = 5;

    /** Reads a release such as {@code "6.1.0-56-cloud-amd64"}; what is not there counts as 0. */
    public static KernelVersion of(String release) {
        int dot = release.indexOf('.');
        return new KernelVersion(number(release, 0), dot < 0 ? 0 : number(release, dot + 1));
    }

    /** Returns whether it is that version or a later one. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    private static int number(String text, int from) {
        int value = 0;
        for (int i = from; i < text.length() && i < from + MAX_DIGITS; i++) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit < 0) {
                break;
            }
            value = 10 * value + digit;
        }
        return value;
    }
}
