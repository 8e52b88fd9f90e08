package dev.yagura.view.proc.guest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first two numbers of a kernel's release.
 *
 * @param major such as 6
 * @param minor such as 12
 */
record Version(int major, int minor) {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

    /** Reads a release; one that has no such numbers counts as the oldest. */
    static Version of(String release) {
        Matcher matcher = RELEASE.matcher(release);
        return matcher.matches()
                ? new Version(
                        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new Version(0, 0);
    }

    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }
}
